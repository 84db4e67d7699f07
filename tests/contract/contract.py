#!/usr/bin/env python3
"""Holds the contract over gRPC against the one that clients have: it may only grow.

  contract.py PROTO_DIRECTORY SNAPSHOT [--write]

The snapshot has a line for every call, field and enumerator, with number and type. A line that is in
it and not in the contract breaks clients that exist; one that is missing in it is new, and --write
adds it.
"""
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

FILE = "cairn/v1/config.proto"
Field = descriptor_pb2.FieldDescriptorProto


def descriptor(protos):
    with tempfile.NamedTemporaryFile(suffix=".pb") as out:
        subprocess.run(["protoc", f"--proto_path={protos}", f"--descriptor_set_out={out.name}", FILE], check=True)
        return descriptor_pb2.FileDescriptorSet.FromString(out.read()).file[0]


def type_of(field, message):
    kind = field.type_name.lstrip(".") or Field.Type.Name(field.type)[len("TYPE_"):].lower()
    words = [kind]
    if field.label == Field.LABEL_REPEATED:
        words.insert(0, "repeated")
    if field.proto3_optional:
        words.insert(0, "optional")
    elif field.HasField("oneof_index"):
        words.insert(0, "oneof " + message.oneof_decl[field.oneof_index].name)
    return " ".join(words)


def of_enum(enum, prefix):
    return [f"enum {prefix}{enum.name} {value.name} = {value.number}" for value in enum.value]


def of_message(message, prefix):
    name = prefix + message.name
    # A message without fields is one as well.
    lines = [f"message {name}"]
    lines += [f"field {name} {field.name} = {field.number} {type_of(field, message)}" for field in message.field]
    for enum in message.enum_type:
        lines += of_enum(enum, name + ".")
    for inner in message.nested_type:
        lines += of_message(inner, name + ".")
    return lines


def lines_of(file):
    """Everything that a client on the wire, or one that is compiled anew, depends on."""
    prefix = file.package + "."
    lines = [f"package {file.package}"]
    for service in file.service:
        for method in service.method:
            stream = ["stream " if flag else "" for flag in (method.client_streaming, method.server_streaming)]
            lines.append(f"call {prefix}{service.name} {method.name}({stream[0]}{method.input_type.lstrip('.')}) "
                         f"{stream[1]}{method.output_type.lstrip('.')}")
    for message in file.message_type:
        lines += of_message(message, prefix)
    for enum in file.enum_type:
        lines += of_enum(enum, prefix)
    return lines


def compare(snapshot, present):
    """What is wrong, in words."""
    problems = [f"this breaks clients that exist; gone or changed: {line}" for line in snapshot if line not in present]
    return problems + [f"new; run with --write: {line}" for line in present if line not in snapshot]


def main(protos, path, *more):
    present = lines_of(descriptor(protos))
    with open(path, encoding="utf-8") as file:
        snapshot = file.read().splitlines()
    problems = compare(snapshot, present)
    if "--write" in more:
        problems = [problem for problem in problems if not problem.startswith("new")]
        if not problems:
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(present) + "\n")
    print("\n".join(problems) or f"{len(present)} lines, as clients know them")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
