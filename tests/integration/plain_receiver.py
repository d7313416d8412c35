# fmt: off
# ruff: noqa: C408, E401, E701, I001, N815
"""A receiver written from the OpenAPI file alone. Arguments: database file, token, flow names."""
import hashlib, hmac, json, re, sqlite3, sys, time, uuid
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit
FILE, TOKEN, *FLOWS = sys.argv[1:]
DB = sqlite3.connect(FILE, isolation_level=None)
DB.row_factory = sqlite3.Row
DB.execute("CREATE TABLE IF NOT EXISTS run (sequence INTEGER PRIMARY KEY, run, key UNIQUE, flow,"
           " subject, payload_sha256, applied_at, body)")
LATEST = "sequence IN (SELECT max(sequence) FROM run WHERE flow=? GROUP BY subject) AND sequence>?"
MEMBERS = dict(specversion=r"1\.0", id=r"[A-Za-z0-9._~:-]{1,128}", source=r".{1,256}",
    type=r"app\.colophon\.[a-z]+\.[a-z]+\.v\d+", subject=r"(?s).{1,512}", flow=r"[\w-]{1,64}",
    time=r"[\d-]{10}T[\d:.]+Z", datacontenttype="application/json", payloadsha256="[0-9a-f]{64}")
class RefusedError(Exception): "Status and sentence."
def want(condition, status, sentence):
    if not condition: raise RefusedError(status, sentence)
    return condition
def obj(pairs): return dict(pairs) if len(dict(pairs)) == len(pairs) else int("a repeated name")
def dump(value): return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
def rows(where, *v): return DB.execute(f"SELECT * FROM run WHERE {where} ORDER BY 1", v).fetchall()
def run(row, duplicate=False):
    one = {"key": row["key"], "subject": row["subject"]}
    record = one | {"record_status": "00", "remote_id": "", "details": []}
    return one | {"run": row["run"], "flow": row["flow"], "state": "succeeded", "records": [record],
                  "updated_at": row["applied_at"], "duplicate": duplicate}
def get(path, query):
    if path == "/v1/health": return {"status": "ok", "version": "plain"}
    if path == "/v1/flows":
        items = [{"name": n, "purpose": 1, "destination": n, "format": "item-json"} for n in FLOWS]
        return {"items": items, "total": len(items)}
    if flow := re.fullmatch("/v1/flows/([^/]+)/baselines", path):
        want(flow[1] in FLOWS, 404, "There is no such flow.")
        taken = map(dict, rows(LATEST, flow[1], int(query.get("since", ["0"])[0])))
        return {"items": [row | {"body": ""} for row in taken], "next": None}
    where = ("key=?", query.get("key", [""])[0]) if path == "/v1/runs" else ("run=?", path[9:])
    return run(want(rows(*where), 404, "There is no such run or key.")[0])
def post(headers, body):
    want(headers.get_content_type() == "application/cloudevents+json", 415, "Not this type.")
    try:  # int() refuses what is not a whole number, encoding refuses half a surrogate pair
        told = json.loads(body.decode(), parse_float=int, parse_constant=int, object_pairs_hook=obj)
        want(dump(told) and rb"\u0000" not in body, 400, "A text holds U+0000.")
    except (ValueError, RecursionError): raise RefusedError(400, "Not strict JSON.") from None
    event = told if isinstance(told, dict) and isinstance(told.get("data"), dict) else {}
    bad = [m for m, form in MEMBERS.items() if not re.fullmatch(form, str(event.get(m) or ""))]
    want(not bad, 422, f"Missing or not as agreed: {', '.join(bad)}.")
    key = event["id"]
    named = headers.get("Idempotency-Key") == f'"{key}"' and headers.get("webhook-id") == key
    named &= (headers.get("webhook-timestamp") or "").isdigit()
    want(named, 400, "The headers and the event name different keys, or there is no time.")
    want(event["flow"] in FLOWS, 404, "There is no such flow.")
    if known := rows("key=?", key):
        return run(want(known[0]["body"] == body and known[0], 409, "Other body."), duplicate=True)
    digest, now = hashlib.sha256(dump(event["data"])).hexdigest(), time.gmtime()
    want(digest == event["payloadsha256"], 422, "payloadsha256 does not fit data.")
    DB.execute("INSERT INTO run VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", (uuid.uuid4().hex, key,
               event["flow"], event["subject"], digest, time.strftime("%FT%TZ", now), body))
    return run(rows("key=?", key)[0])
class Receiver(BaseHTTPRequestHandler):
    def do_GET(self):
        url, size = urlsplit(self.path), int(self.headers.get("Content-Length") or 0)
        known = hmac.compare_digest(ascii(self.headers["Authorization"]), ascii(f"Bearer {TOKEN}"))
        try:
            want(known or url.path == "/v1/health", 401, "The token is missing or wrong.")
            want(size <= 1 << 20, 413, "Bodies of up to 1048576 bytes are taken.")
            body, status, kind = self.rfile.read(size), 200, "application/json"
            told = post(self.headers, body) if body else get(url.path, parse_qs(url.query))
        except RefusedError as no:
            (status, text), kind = no.args, "application/problem+json"
            word = "run-unknown" if status == 404 and url.path[:8] == "/v1/runs" else "refused"
            told = dict(type=f"urn:colophon:problem:{word}", title=word, status=status, detail=text)
        self.send_response(status)
        for h in (("Content-Type", kind), ("WWW-Authenticate", "Bearer")): self.send_header(*h)
        self.end_headers()
        self.wfile.write(dump(told))
    do_POST = do_GET
server = HTTPServer(("127.0.0.1", 0), Receiver)
print(json.dumps({"xconnector": {"url": f"http://127.0.0.1:{server.server_port}"}}), flush=True)
server.serve_forever()
