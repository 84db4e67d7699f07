#!/usr/bin/env python3
"""Tests of the judge itself: every kind of difference must be seen, and no other."""
import json
import unittest

import check
import verdict


def answer(raw, status=200, kind="application/json"):
    return {"status": status, "type": kind, "json": json.loads(raw), "raw": raw}


class Compare(unittest.TestCase):
    def test_equal_bytes_and_equal_data_are_told_apart(self):
        want = answer('{"a":1,"b":2}')
        self.assertEqual(verdict.compare(want, answer('{"a":1,"b":2}')), "bytes")
        self.assertEqual(verdict.compare(want, answer('{"b":2,"a":1}')), "data")

    def test_a_value_of_another_type_is_a_difference(self):
        for other in ("true", "1.0", '"1"', "null"):
            self.assertIn("$.a is", verdict.compare(answer('{"a":1}'), answer('{"a":%s}' % other)))

    def test_missing_and_additional_keys_are_differences(self):
        self.assertIn("missing", verdict.compare(answer('{"a":1}'), answer("{}")))
        self.assertIn("not recorded", verdict.compare(answer("{}"), answer('{"a":1}')))
        self.assertIn("items", verdict.compare(answer('{"a":[1]}'), answer('{"a":[1,2]}')))

    def test_a_key_given_twice_is_a_difference(self):
        got = answer('{"a":1,"a":1}')
        self.assertEqual(verdict.compare(answer('{"a":1}'), got), "a key is given twice")

    def test_status_type_and_headers_count(self):
        want = answer("{}")
        self.assertIn("status", verdict.compare(want, answer("{}", status=404)))
        self.assertIn("type", verdict.compare(want, answer("{}", kind="text/plain")))
        self.assertEqual(verdict.compare(answer("{}", kind="text/plain; charset=UTF-8"),
                                         answer("{}", kind="text/plain;charset=utf-8")), "bytes")
        self.assertIn("allow", verdict.compare({**want, "allow": "GET"}, {**want, "allow": "PUT"}))
        self.assertEqual(verdict.compare({**want, "allow": "GET,PUT"},
                                         {**want, "allow": "PUT, GET"}), "bytes")

    def test_texts_and_bytes_count(self):
        for form in ("text", "base64"):
            want = {"status": 200, "type": None, form: "YQ=="}
            self.assertEqual(verdict.compare(want, dict(want)), "bytes")
            self.assertIn("body", verdict.compare(want, {**want, form: "Yg=="}))

    def test_of_an_error_page_only_the_status_counts(self):
        want = {"status": 400, "type": "text/html", "text": "<p>"}
        self.assertEqual(verdict.compare(want, {"status": 400, "type": None}), "data")
        self.assertIn("status", verdict.compare(want, {"status": 404, "type": None}))

    def test_a_cipher_text_is_compared_by_shape_and_content(self):
        want = {"status": 200, "type": None, "text": "{key:a}0011", "random": True,
                "decrypts_to": "x"}
        self.assertEqual(verdict.compare(want, {**want, "text": "{key:a}ff00", "decrypted": "x"}),
                         "bytes")
        for bad in ({"text": "{key:b}ff00", "decrypted": "x"}, {"text": "{key:a}ff", "decrypted": "x"},
                    {"text": "{key:a}ff00", "decrypted": "y"}):
            self.assertIn("cipher text", verdict.compare(want, {**want, **bad}))


class Departures(unittest.TestCase):
    want = answer('{"a":1}', status=404)

    def kind(self, departure, got):
        return verdict.judge({"why": "a reason", **departure}, self.want, got)[0]

    def test_the_recorded_answer_is_always_allowed_unless_it_is_unsafe(self):
        self.assertEqual(self.kind({"status": [200]}, self.want), "bytes")
        self.assertEqual(self.kind({"status": [404], "never_equal": True}, self.want), "different")

    def test_only_what_the_departure_names_is_allowed(self):
        got = answer('{"a":2}')
        self.assertEqual(self.kind({"status": [200, 500]}, got), "departure")
        self.assertEqual(self.kind({"status": [500]}, got), "different")
        self.assertEqual(self.kind({"keys": ["a"]}, got), "departure")
        self.assertEqual(self.kind({"keys": ["b"]}, got), "different")
        self.assertEqual(self.kind({"matches": ".*2.*"}, got), "departure")
        self.assertEqual(self.kind({"matches": ".*3.*"}, got), "different")

    def test_without_a_departure_a_difference_is_one(self):
        self.assertEqual(verdict.judge(None, self.want, answer("{}"))[0], "different")


class Figure(unittest.TestCase):
    @staticmethod
    def suite(kinds):
        suite = check.Suite.__new__(check.Suite)
        suite.name, suite.number, suite.kinds, suite.pages = "10-x", "10", kinds, {"p"}
        return suite

    def good(self, kinds):
        return check.figure("x", [self.suite(kinds)], {})[1]

    def test_it_fails_on_a_difference_on_too_few_bytes_and_on_nothing(self):
        self.assertTrue(self.good({"a": "bytes"}))
        self.assertFalse(self.good({"a": "bytes", "b": "different"}))
        self.assertFalse(self.good({}))
        self.assertTrue(self.good({**{str(i): "bytes" for i in range(49)}, "b": "data"}))
        self.assertFalse(self.good({**{str(i): "bytes" for i in range(48)}, "b": "data"}))

    def test_a_container_error_page_has_no_bytes_to_compare(self):
        self.assertTrue(self.good({"a": "bytes", "p": "data"}))

    def test_cases_stay_between_the_changes_around_them(self):
        cases = [{"name": str(i)} for i in range(9)] + [{"then": {}}] + [{"name": "last"}]
        mixed = check.shuffled(cases, 1)
        self.assertEqual(mixed[9:], cases[9:])
        self.assertNotEqual(mixed, cases)
        self.assertEqual(sorted(c["name"] for c in mixed[:9]), [str(i) for i in range(9)])


if __name__ == "__main__":
    unittest.main()
