"""Spring Cloud Config Server, built from its released artifacts."""
import os

import maven

HERE = os.path.dirname(os.path.abspath(__file__))


def build(directory):
    """The path of the server's archive."""
    return maven.build(HERE, directory) + "/reference-server.jar"


def words(jar, where):
    """The command that starts it; its own files stay below `where`."""
    return ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", f"-Djava.io.tmpdir={where}", "-jar", jar]
