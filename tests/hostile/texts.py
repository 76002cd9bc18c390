"""Broken and hostile text files, by name: each a function that makes the bytes."""

import random

HEAD = "customer_id,recency,orders,spend\n"
ROWS = [f"c{i},{i % 97},{i % 7},{i * 1.25:.2f}" for i in range(60)]
PLAIN = HEAD + "\n".join(ROWS) + "\n"

ODD_CELLS = {
    "formula": "=cmd|' /C calc'!A0",
    "formula plus": "+1+cmd|' /C calc'!A0",
    "formula at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "path": "../../etc/passwd",
    "windows path": "C:\\Windows\\System32\\config",
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "template": "{{7*7}}${7*7}#{7*7}",
    "sql": "'; DROP TABLE customers; --",
    "emoji": "😀👩‍👩‍👧‍👦🏳️‍🌈",
    "right to left": "\u202eabc\u202c\u05e9\u05dc\u05d5\u05dd\u200f",
    "invisible": "\u200b\u2060\ufeff\u00ad",
    "combining": "Z" + "\u0351" * 200,
    "control": "\x01\x02\x1b[31m\x7f",
    "huge number": "1e400",
    "many digits": "9" * 400,
    "tiny number": "1e-400",
    "negative zero": "-0.0",
    "infinity": "-inf",
    "nan": "NaN",
    "hexadecimal": "0x1F",
    "day zero": "0000-00-00",
    "year 99999": "99999-12-31",
    "30 February": "2024-02-30",
    "year 1": "0001-01-01",
    "long cell": "x" * 100_000,
    "quoted lines": '"a\n\nb\r\nc"',
    "percent format": "%s%n%x",
    "null word": "NULL",
}


def _cells(value):
    """A table in which every row holds the value."""
    return lambda: (HEAD + "\n".join(f"c{i},{i},{i % 7},{value}" for i in range(60)) + "\n").encode()


def _heading(value):
    return lambda: PLAIN.replace("spend", value, 1).encode()


def _overwritten(seed):
    def make():
        data, chance = bytearray(PLAIN.encode()), random.Random(seed)
        for _ in range(20):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)

    return make


def _wide(columns):
    return lambda: "\n".join([",".join(f"c{i}" for i in range(columns)), *[",".join("1" * columns)] * 5]).encode()


FILES = {
    **{f"cells: {name}": _cells(value) for name, value in ODD_CELLS.items()},
    **{f"heading: {name}": _heading(value) for name, value in ODD_CELLS.items() if "lines" not in name},
    **{f"overwritten {seed}": _overwritten(seed) for seed in range(8)},
    **{f"cut at {end}": (lambda end=end: PLAIN.encode()[:end]) for end in (1, 5, 30, 33, 34, 40, 333, 1000)},
    **{f"in {encoding}, cut": (lambda e=encoding: PLAIN.replace("c", "ü客").encode(e, "replace")[:-3])
       for encoding in ("utf-8", "utf-16", "utf-16-be", "utf-32", "gb18030", "big5", "shift-jis", "utf-7", "cp037")},
    "empty": lambda: b"",
    "one NUL": lambda: b"\0",
    "blanks": lambda: b" \r\n\t\n" * 100,
    "mark alone": lambda: b"\xef\xbb\xbf",
    "UTF-16 mark alone": lambda: b"\xff\xfe",
    "half a UTF-16 sign": lambda: b"\xff\xfea",
    "headings alone": lambda: HEAD.encode(),
    "one cell": lambda: b"a",
    "delimiters alone": lambda: b",,,\n" * 100,
    "semicolons of 9,999": lambda: b";" * 9999 + b"\n" + b";" * 9999,
    "NULs within": lambda: PLAIN.replace("5", "\0").encode(),
    "NULs behind": lambda: PLAIN.encode() + bytes(5000),
    "lone surrogates": lambda: PLAIN.replace("c1", "\ud800").encode("utf-8", "surrogatepass"),
    "overlong UTF-8": lambda: PLAIN.encode() + b"\xc0\xaf,\xe0\x80\xaf,1,1\n",
    "UTF-8 and cp1252": lambda: PLAIN.encode() + "ü,1,2,3\n".encode() + "ü,1,2,3\n".encode("cp1252"),
    "UTF-8 and GB18030": lambda: PLAIN.encode() + "客户,1,2,3\n".encode() + "客户,1,2,3\n".encode("gb18030"),
    "two byte-order marks": lambda: b"\xef\xbb\xbf\xef\xbb\xbf" + PLAIN.encode(),
    "quotes without end": lambda: PLAIN.replace("c7", '"c7').encode(),
    "quotes everywhere": lambda: b'"' * 9999,
    "quotes within": lambda: PLAIN.replace("c", 'c"c').encode(),
    "quotes by threes": lambda: PLAIN.replace("c", '"""').encode(),
    "quotes and delimiters": lambda: b'","\n' * 3000,
    "backslash quotes": lambda: PLAIN.replace("c1,", '"c\\"1",').encode(),
    "ragged": lambda: (HEAD + "\n".join(",".join("1" * (i % 9)) for i in range(200))).encode(),
    "rows much too long": lambda: (HEAD + "1,2,3,4\n" * 90 + "1," * 5000 + "\n").encode(),
    "carriage returns alone": lambda: PLAIN.replace("\n", "\r").encode(),
    "line ends mixed": lambda: PLAIN.replace("\nc1", "\r\nc1").replace("\nc2", "\rc2").encode(),
    "old end of file": lambda: PLAIN.encode() + b"\x1a" * 50,
    "sep=": lambda: b"sep=\n" + PLAIN.encode(),
    "sep=quote": lambda: b'sep="\n' + PLAIN.encode(),
    "duplicate headings": lambda: PLAIN.replace(HEAD, "a,a,a,a (2)\n").encode(),
    "blank headings": lambda: PLAIN.replace(HEAD, " ,\t,,\n").encode(),
    "heading of 10,000": lambda: PLAIN.replace("spend", "spend " * 2000).encode(),
    "a column of blanks": lambda: PLAIN.replace("\n", ",\n").encode(),
    "10,000 columns": _wide(10_000),
    "2,001 columns": _wide(2001),
    "1,999 columns": _wide(1999),
    "100,000 delimiters in a line": lambda: b"," * 100_000 + b"\n1,2\n",
    "a line of 5 MB": lambda: b"a,b\n1," + b"x" * 5_000_000,
    "300,000 blank lines": lambda: HEAD.encode() + b"\n" * 300_000 + b"1,2,3,4\n",
    "different widths, many rows": lambda: (HEAD + "1,2\n1,2,3,4\n" * 50_000).encode(),
    "XML": lambda: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    "HTML": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "JSON": lambda: b'[{"customer_id": 1, "orders": [1, 2, {"a": null}]}]' * 50,
    "deep JSON": lambda: b"[" * 100_000,
    "pickle": lambda: b"cos\nsystem\n(S'echo harm'\ntR.",
    "Python": lambda: b"__import__('os').system('echo harm'),1\n" * 50,
    "mail": lambda: b"From: a@b.c\nSubject: x\n\nHello, you,\n" * 50,
    "noise": lambda: random.Random(1).randbytes(50_000),
    "noise in ASCII": lambda: bytes(random.Random(2).choices(range(32, 127), k=50_000)),
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + random.Random(3).randbytes(500),
    "PDF": lambda: b"%PDF-1.7\n" + random.Random(4).randbytes(500),
    "gzip": lambda: b"\x1f\x8b\x08" + random.Random(5).randbytes(500),
    "database": lambda: b"SQLite format 3\0" + random.Random(6).randbytes(500),
    "program": lambda: b"\x7fELF" + random.Random(7).randbytes(500),
    "slow for expressions": lambda: (HEAD + ("1" * 5000 + "!,") * 3 + "1\n").encode() * 3,
    "dates that are almost": lambda: (HEAD + "\n".join(f"c{i},{i}/13/20{i},1,2" for i in range(60))).encode(),
    "answers of one letter less": lambda: (HEAD + "\n".join("a" * i + ",1,2,3" for i in range(300))).encode(),
}  # fmt: skip
LARGE = {
    "a line of 150 MB": lambda: b"a,b\n1," + b"x" * 150_000_000,
    "199 MB of delimiters": lambda: b"," * 199_000_000,
    "199 MB of lines": lambda: b"1\n" * 99_500_000,
    "199 MB of quotes": lambda: b'a,b\n"' + b'""' * 99_000_000,
    "201 MB": lambda: b"1,2\n" * 50_250_000,
    "rows of uneven length, 150 MB": lambda: b"a,b,c\n" + b"1,2\n1,2,3\n" * 15_000_000,
}
