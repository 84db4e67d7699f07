"""A server on a free loopback port that says what it is told to: the same for all requests below a path."""
import http.server
import threading


class Replay:
    """`answers` maps the beginning of a path to what has .status, .type and .body; the longest
    beginning counts. `asked` are the paths of all requests."""

    def __init__(self):
        self.answers, self.asked = {}, []
        replay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                replay.asked.append(self.path)
                replay.answer(self)

            def log_message(self, *_):
                """Nothing: `asked` is the log."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    def uri(self, path=""):
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def answer(self, handler):
        start = max((path for path in self.answers if handler.path.startswith(path)), key=len)
        answer = self.answers[start]
        handler.send_response_only(answer.status)
        if answer.type is not None:
            handler.send_header("Content-Type", answer.type)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body)

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
