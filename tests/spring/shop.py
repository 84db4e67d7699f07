"""The repository that the servers are asked for: profiles, labels, and values of every kind."""

APPLICATION = """\
company: Harbor Goods
greeting: Welcome to ${company}
fallback: ${nowhere:none}
dangling: ${nowhere}
server:
  port: 8080
  max-header-size: 16KB
pool:
  maxSize: 5
  idle-timeout: 90s
  lease: PT5M
  ratio: 0.1
  enabled: yes
  nothing: ~
  hosts: [a.example, b.example, c.example]
  weights: [3, -2, 1]
  limits:
    "[eu.west]": 1
    "[us/east]": 2
numbers:
  long: 9223372036854775807
  too-long: 9223372036854775808
  huge: 123456789012345678901234567890
  small: -9223372036854775808
  tiny: 1.5e-300
  fine: 0.1234567890123456789
  whole: 1.0
  octal: 0o17
  hex: 0x1F
dates:
  day: 2024-02-29
  moment: 2024-02-29T23:59:60Z
texts:
  quoted: "tab\\t, \\"quote\\", back\\\\slash, \\u0001"
  umlaut: Größe äöü
  japanese: 東京
  emoji: "🚢 \\U0001F6A2"
  lines: |
    one
    two
  empty: ""
  blank: "  "
  "ключ": замок
  "дверь": закрыта
empty-list: []
empty-map: {}
"""

SHOP = """\
server.port: 8081
pool:
  max-size: 10
  hosts: [x.example]
team: shop
---
spring.config.activate.on-profile: dev
pool.max-size: 1
debug: true
"""

STEPS = [
    {"commit": "one", "files": {
        "application.yml": APPLICATION,
        "application-eu.properties": "currency = EUR\ncity = K\\u00f6ln\nlegal.entity=Harbor\\\n   Goods GmbH\n",
        "shop.yml": SHOP,
        "shop-dev.yml": "pool:\n  idle-timeout: 1s\nserver.port: 18081\n",
        "shop-eu.yml": "currency: EUR \ntax.rate: 0.19\n",
        "bad.yml": "server.port: none\npool.max-size: 1.5\npool.idle-timeout: soon\nserver.max-header-size: -1KB\n",
        "cart.json": '{"cart": {"ttl": "30m", "items": [1, {"sku": "x"}]}}\n'}},
    {"tag": "v1", "at": "main"},
    {"branch": "release/1.0", "at": "main"},
    {"commit": "release", "branch": "release/1.0", "files": {"shop.yml": "team: release\n"}},
    {"commit": "two", "files": {"shop-dev.yml": "pool:\n  idle-timeout: 2s\nserver.port: 18081\n"}},
]

# What is asked for: application, profiles, label. One label after the other: to change it costs Spring's
# server a checkout.
QUESTIONS = [(application, profiles, label)
             for label in ("", "release/1.0", "v1")
             for application in ("shop", "cart", "unknown", "cart,shop")
             for profiles in ("default", "dev,eu", "eu,dev")]
