"""A RabbitMQ broker of its own for a test: on loopback, in a directory of its own, as whoever runs the test, with an
epmd of its own that ends with it."""
import json
import os
import shutil
import subprocess
import tempfile
import time

import pika
from bus_support import Broker, below_parent, make_authority, make_certificate, make_stranger
from loopback_ports import free_ports

PROGRAM = "/usr/lib/rabbitmq/bin/rabbitmq-server"


class Rabbit(Broker):
    def __init__(self):
        self.where = tempfile.mkdtemp(prefix="cairn-rabbit-")
        self.port, self.tls_port, self.dist_port, self.epmd_port = free_ports(4)
        self.log_path = os.path.join(self.where, "out.log")
        self.epmd = self.process = None
        make_authority(self.where)
        # Of the name alone: 127.0.0.1 is another host.
        make_certificate(self.where, "broker", "DNS:localhost")
        make_certificate(self.where, "client", "DNS:client.example")
        make_stranger(self.where, "stranger")
        self.write("enabled_plugins", "[].\n")
        self.write("rabbitmq.conf", f"""listeners.tcp.1 = 127.0.0.1:{self.port}
listeners.ssl.1 = 127.0.0.1:{self.tls_port}
ssl_options.cacertfile = {self.where}/ca.pem
ssl_options.certfile = {self.where}/broker.pem
ssl_options.keyfile = {self.where}/broker.key
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = false
loopback_users.guest = true
log.file.level = warning
disk_free_limit.absolute = 50MB
vm_memory_high_watermark.absolute = 256MB
""")
        self.epmd = subprocess.Popen(["epmd", "-port", str(self.epmd_port), "-address", "127.0.0.1"],
                                     preexec_fn=below_parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    def write(self, name, text):
        with open(os.path.join(self.where, name), "w") as file:
            file.write(text)

    def environment(self):
        where = self.where
        return dict(
            os.environ, HOME=where, RABBITMQ_BASE=where, RABBITMQ_MNESIA_BASE=f"{where}/mnesia", RABBITMQ_LOG_BASE=f"{where}/log",
            RABBITMQ_CONFIG_FILE=f"{where}/rabbitmq.conf", RABBITMQ_ADVANCED_CONFIG_FILE=f"{where}/advanced.config",
            RABBITMQ_ENABLED_PLUGINS_FILE=f"{where}/enabled_plugins", RABBITMQ_PID_FILE=f"{where}/pid",
            RABBITMQ_CONF_ENV_FILE=f"{where}/none", RABBITMQ_NODENAME=f"cairn{self.port}@localhost",
            RABBITMQ_NODE_IP_ADDRESS="127.0.0.1", RABBITMQ_NODE_PORT=str(self.port), RABBITMQ_DIST_PORT=str(self.dist_port),
            ERL_EPMD_PORT=str(self.epmd_port), ERL_EPMD_ADDRESS="127.0.0.1", RUNNING_UNDER_SYSTEMD="1",
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +S 2:2 +A 8")

    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([PROGRAM], cwd=self.where, env=self.environment(), preexec_fn=below_parent,
                                            stdout=log, stderr=log)
        end = time.monotonic() + 600  # a busy machine
        while True:
            try:
                self.connect().close()
                return
            except (pika.exceptions.AMQPError, OSError):
                if self.process.poll() is not None or time.monotonic() > end:
                    with open(self.log_path, errors="replace") as log:
                        raise RuntimeError("no RabbitMQ:\n" + log.read()) from None
                time.sleep(0.1)

    def connect(self):
        return pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", self.port, socket_timeout=10,
                                                                 blocked_connection_timeout=30, heartbeat=0))

    def stop(self):
        for process in (self.process, self.epmd):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(self.where, ignore_errors=True)


class Listener:
    """Somebody on the bus: hears everything, and can tell something."""

    def __init__(self, broker, exchange="springCloudBus"):
        self.exchange, self.heard, self.arrivals = exchange, [], []
        self.connection = broker.connect()
        self.channel = self.connection.channel()
        self.channel.exchange_declare(exchange, "topic", durable=True)
        self.queue = self.channel.queue_declare("", exclusive=True, auto_delete=True).method.queue
        self.channel.queue_bind(self.queue, exchange, "#")
        self.channel.basic_consume(self.queue, self.hear, auto_ack=True)

    def hear(self, _channel, method, properties, body):
        self.arrivals.append(time.time())
        try:
            self.heard.append((json.loads(body), method, properties))
        except ValueError:
            self.heard.append(({"type": "none"}, method, properties))

    def events(self, kind="RefreshRemoteApplicationEvent"):
        return [event for event, _, _ in self.heard if event["type"] == kind]

    def wait(self, condition, seconds=30):
        """Until the condition holds; False when it never did."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            self.connection.process_data_events(time_limit=0.05)
        return True

    def tell(self, **event):
        self.channel.basic_publish(self.exchange, self.exchange, json.dumps(event).encode(),
                                   pika.BasicProperties(content_type="application/json"))

    def close(self):
        try:
            self.connection.close()
        except (pika.exceptions.AMQPError, OSError):
            pass  # The broker is gone already, and so is what there was to close.
