"""nginx in front of a server: once as it is by default, once with kept connections to the server,
which is told the client's address."""
import os
import shutil
import socket
import subprocess
import time

from loopback_ports import free_port

CONFIGURATION = """
{user}
daemon off;
worker_processes 1;
pid {where}/nginx.pid;
error_log {where}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {where}/body;
  proxy_temp_path {where}/proxy;
  fastcgi_temp_path {where}/fastcgi;
  uwsgi_temp_path {where}/uwsgi;
  scgi_temp_path {where}/scgi;
  client_header_timeout 1s;
  client_body_timeout 1s;
  upstream cairn {{ server 127.0.0.1:{behind}; keepalive 4; }}
  server {{
    listen 127.0.0.1:{plain};
    location / {{ proxy_pass http://127.0.0.1:{behind}; }}
  }}
  server {{
    listen 127.0.0.1:{keeping};
    location / {{
      proxy_pass http://cairn;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}
}}
"""


class Proxy:
    def __init__(self, where, behind):
        where = os.path.join(where, f"nginx-{behind}")
        os.makedirs(where)
        self.plain, self.keeping = free_port(), free_port()
        path = os.path.join(where, "nginx.conf")
        with open(path, "w", encoding="utf-8") as file:
            # Workers of a root's nginx would be somebody else, who may not use this directory.
            file.write(CONFIGURATION.format(user="user root;" if os.geteuid() == 0 else "", where=where, behind=behind,
                                            plain=self.plain, keeping=self.keeping))
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([program, "-c", path, "-p", where], cwd=where)
        self.wait()

    def wait(self):
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            try:
                for port in (self.plain, self.keeping):
                    socket.create_connection(("127.0.0.1", port), 5).close()
                return
            except OSError:
                time.sleep(0.02)
        self.close()
        raise RuntimeError("nginx did not begin")

    def close(self):
        self.process.terminate()
        self.process.wait(20)
