"""An Apache Kafka of its own for a test: broker and controller in one process, on loopback, in a directory of its own,
with a listener for each way to reach it."""
import os
import shutil
import socket
import subprocess
import tempfile
import time

import maven
from bus_support import Broker, below_parent, make_authority, make_certificate, make_stranger, openssl
from loopback_ports import free_ports

HERE = os.path.dirname(os.path.abspath(__file__))
START_SECONDS = 600
USER, PASSWORD = "config", "canary-of-kafka"
LISTENERS = {"PLAIN": "PLAINTEXT", "TLS": "SSL", "MUTUAL": "SSL", "LOGIN": "SASL_PLAINTEXT", "LOGIN_TLS": "SASL_SSL",
             "CONTROLLER": "PLAINTEXT"}
CLUSTER = "cairn-kafka-of-a-test0"


class Kafka(Broker):
    """`builds` is where Maven's work is kept, `version` one that Maven can get."""

    def __init__(self, builds, version="4.3.1"):
        self.archives = maven.build(f"{HERE}/kafka", f"{builds}/kafka-{version}", f"-Dkafka={version}") + "/archives"
        self.where, self.process = tempfile.mkdtemp(prefix="cairn-kafka-"), None
        self.ports = dict(zip(LISTENERS, free_ports(len(LISTENERS))))
        self.log_path = os.path.join(self.where, "out.log")
        make_authority(self.where)
        make_stranger(self.where, "stranger")
        # Of the address alone: "localhost" is another name.
        make_certificate(self.where, "broker", "IP:127.0.0.1")
        make_certificate(self.where, "client", "DNS:client.example")
        self.join("broker-store.pem", "broker.key", "broker.pem")
        self.join("client-store.pem", "client.key", "client.pem")
        openssl(self.where, "pkcs12", "-export", "-in", "client.pem", "-inkey", "client.key", "-out", "client.p12",
                "-passout", "pass:storeword")
        with open(f"{self.where}/server.properties", "w", encoding="utf-8") as file:
            file.write(self.settings())
        try:
            scram = [word for bits in (256, 512)
                     for word in ("--add-scram", f"SCRAM-SHA-{bits}=[name={USER},password={PASSWORD}]")]
            subprocess.run(self.java("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", "server.properties", *scram),
                           cwd=self.where, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.start()
        except subprocess.CalledProcessError as problem:
            self.stop()
            raise RuntimeError("Kafka's directory cannot be made:\n" + problem.stdout.decode(errors="replace")) from None
        except BaseException:
            self.stop()
            raise

    def join(self, name, *parts):
        with open(f"{self.where}/{name}", "wb") as whole:
            for part in parts:
                with open(f"{self.where}/{part}", "rb") as file:
                    whole.write(file.read())

    def address(self, listener, host="127.0.0.1"):
        return f"{host}:{self.ports[listener]}"

    def settings(self):
        def mapped(pattern):
            return ",".join(pattern.format(name=name, port=self.ports[name], protocol=protocol)
                            for name, protocol in LISTENERS.items())

        plain = f'org.apache.kafka.common.security.plain.PlainLoginModule required user_{USER}="{PASSWORD}";'
        scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        logins = "".join(f"listener.name.{name}.plain.sasl.jaas.config={plain}\n"
                         f"listener.name.{name}.scram-sha-256.sasl.jaas.config={scram}\n"
                         f"listener.name.{name}.scram-sha-512.sasl.jaas.config={scram}\n" for name in ("login", "login_tls"))
        return f"""process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{self.address("CONTROLLER")}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAIN
listeners={mapped("{name}://127.0.0.1:{port}")}
listener.security.protocol.map={mapped("{name}:{protocol}")}
log.dirs={self.where}/data
num.partitions=1
auto.create.topics.enable=true
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
initial.broker.registration.timeout.ms=600000
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
{logins}ssl.keystore.type=PEM
ssl.keystore.location={self.where}/broker-store.pem
ssl.truststore.type=PEM
ssl.truststore.location={self.where}/ca.pem
listener.name.mutual.ssl.client.auth=required
"""

    def java(self, main, *arguments):
        return ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", f"-Djava.io.tmpdir={self.where}", "-cp", f"{self.archives}/*",
                main, *arguments]

    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(self.java("kafka.Kafka", "server.properties"), cwd=self.where,
                                            preexec_fn=below_parent, stdout=log, stderr=log)
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                with open(self.log_path, errors="replace", encoding="utf-8") as log:
                    raise RuntimeError("no Kafka:\n" + log.read()[-8000:])
            time.sleep(0.1)

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.ports["PLAIN"]), timeout=10).close()
            return True
        except OSError:
            return False

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.where, ignore_errors=True)
