"""A client of the contract over gRPC, made at run time: by the .proto file, or by reflection alone."""
import base64
import importlib
import os
import socket
import subprocess
import sys
import tempfile
import time

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

HERE = os.path.dirname(os.path.abspath(__file__))
PROTO = os.path.join(HERE, "..", "..", "client-lib", "proto")
SERVICE = "cairn.v1.Config"
PATIENCE = 60

# The two standard services, as far as they are used here; Debian has no Python package of them.
STANDARD = {"health.proto": """
syntax = "proto3"; package grpc.health.v1;
message HealthCheckRequest { string service = 1; }
message HealthCheckResponse { int32 status = 1; }
""", "reflection.proto": """
syntax = "proto3"; package grpc.reflection.v1alpha;
message ServerReflectionRequest {
  oneof message_request { string file_containing_symbol = 4; string list_services = 7; }
}
message Files { repeated bytes file_descriptor_proto = 1; }
message Service { string name = 1; }
message Services { repeated Service service = 1; }
message ServerReflectionResponse { Files file_descriptor_response = 4; Services list_services_response = 6; }
"""}


def compiled():
    """The modules that protoc makes: of the contract, of health and of reflection."""
    with tempfile.TemporaryDirectory(prefix="cairn-proto-") as where:
        for name, text in STANDARD.items():
            with open(os.path.join(where, name), "w", encoding="utf-8") as file:
                file.write(text)
        subprocess.run(["protoc", f"--proto_path={PROTO}", f"--proto_path={where}", f"--python_out={where}",
                        "cairn/v1/config.proto", *STANDARD], check=True)
        sys.path.insert(0, where)
        try:
            return [importlib.import_module(name) for name in ("cairn.v1.config_pb2", "health_pb2", "reflection_pb2")]
        finally:
            sys.path.remove(where)


v1, health, reflection = compiled()


def basic(user, password):
    return [("authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())]


def bearer(token):
    return [("authorization", "Bearer " + token)]


def await_port(port):
    """HTTP, by which tests see that a server is there, opens a moment before gRPC. What stays shut the call tells of."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        except OSError:
            time.sleep(0.02)


class Client:
    """One connection. Failures are grpc.RpcError, with code() and details()."""

    def __init__(self, port, metadata=None, credentials=None, options=()):
        address = f"localhost:{port}"
        # A channel of its own for each client, and patience with answers of any size.
        options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", -1), *options]
        self.channel = (grpc.secure_channel(address, credentials, options) if credentials
                        else grpc.insecure_channel(address, options))
        self.metadata = metadata or []

    def close(self):
        self.channel.close()

    def call(self, method, request, answer, timeout=PATIENCE):
        ask = self.channel.unary_unary(f"/{SERVICE}/{method}", type(request).SerializeToString, answer.FromString)
        return ask(request, timeout=timeout, metadata=self.metadata)

    def get(self, application="shop", profiles="dev", timeout=PATIENCE, **more):
        return self.call("Get", v1.GetRequest(application=application, profiles=profiles, **more), v1.GetResponse, timeout)

    def file(self, path, application="shop", profiles="dev", **more):
        return self.call("GetFile", v1.GetFileRequest(application=application, profiles=profiles, path=path, **more),
                         v1.GetFileResponse)

    def sources(self):
        return self.call("ListSources", v1.ListSourcesRequest(), v1.ListSourcesResponse)

    def watch(self, application="shop", profiles="dev", timeout=PATIENCE, path=None, **more):
        """The call: an iterator of states, with cancel()."""
        if path:
            wanted = v1.WatchRequest(file=v1.GetFileRequest(application=application, profiles=profiles, path=path, **more))
        else:
            wanted = v1.WatchRequest(environment=v1.GetRequest(application=application, profiles=profiles, **more))
        ask = self.channel.unary_stream(f"/{SERVICE}/Watch", v1.WatchRequest.SerializeToString, v1.WatchResponse.FromString)
        return ask(wanted, timeout=timeout, metadata=self.metadata)

    def health(self, service=""):
        """1 is SERVING, 2 is NOT_SERVING."""
        ask = self.channel.unary_unary("/grpc.health.v1.Health/Check", health.HealthCheckRequest.SerializeToString,
                                       health.HealthCheckResponse.FromString)
        return ask(health.HealthCheckRequest(service=service), timeout=PATIENCE).status

    def reflect(self, **request):
        ask = self.channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                         reflection.ServerReflectionRequest.SerializeToString,
                                         reflection.ServerReflectionResponse.FromString)
        return next(iter(ask(iter([reflection.ServerReflectionRequest(**request)]), timeout=PATIENCE)))

    def reflected(self):
        """Message classes by name, from what the server tells of itself."""
        pool = descriptor_pool.DescriptorPool()
        for data in self.reflect(file_containing_symbol=SERVICE).file_descriptor_response.file_descriptor_proto:
            pool.Add(descriptor_pb2.FileDescriptorProto.FromString(data))
        service = pool.FindServiceByName(SERVICE)
        factory = message_factory.MessageFactory(pool)
        return {method.name: (factory.GetPrototype(method.input_type), factory.GetPrototype(method.output_type))
                for method in service.methods}


def value_of(value):
    """A property's value, as json.loads would have it."""
    kind = value.WhichOneof("kind")
    if kind is None:
        return None
    if kind == "number":
        return float(value.number) if any(c in value.number for c in ".eE") else int(value.number)
    return getattr(value, kind)


def json_of(environment, origins=False):
    """The environment as the HTTP interface writes it, as a dictionary."""
    def shown(each):
        value = value_of(each.value)
        return {"value": value, "origin": each.origin} if origins and each.origin else value

    def optional(name):
        return getattr(environment, name) if environment.HasField(name) else None

    return {"name": environment.name, "profiles": list(environment.profiles), "label": optional("label"),
            "version": optional("version"), "state": optional("state"),
            "propertySources": [{"name": source.name, "source": {p.key: shown(p) for p in source.properties}}
                                for source in environment.property_sources]}
