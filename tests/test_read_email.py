"""E-mails: whose words they are, what the headers say, and messages that are damaged."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.errors import AttribError, EmptyInput, UnreadableInput
from attrib.read import read_document
from attrib.types import Document

FILES = Path(__file__).parent / "files"


def shown(document: Document) -> list[tuple[str, str]]:
    return [(paragraph.kind, paragraph.span.of(document.text)) for paragraph in document.paragraphs]


def read(body: str, **headers: str) -> Document:
    message = EmailMessage()
    for key, value in headers.items():
        message[key] = value
    message.set_content(body)
    return read_document("a.eml", data=message.as_bytes(), force=True)


def test_an_answer_between_quoted_lines() -> None:
    document = read_document(FILES / "reply.eml")
    assert (document.title, document.byline, document.published) == (
        "The quay – “no” to the ferry",
        "Lena Okoro",
        "2026-03-03",
    )
    assert shown(document) == [
        ("body", "Dear desk,"),
        (
            "body",
            """“We never signed it,” the harbour board’s chair, Piet Amsel, told me this morning. The café
on the quay stays open all the same, he said.""",
        ),
        ("email", "Did the board sign the lease in February? Your spokesman said on Monday\nthat it had."),
        ("body", "It did not, he says."),
        ("body", "Lena"),
        ("email", "On Mon, 2 Mar 2026 at 18:40, Ada Finch <ada@example.org> wrote:"),
        ("email", "Can you ask Amsel?"),
        ("email", "He said in January: “We will sign.”"),
    ]


def test_a_forwarded_message_in_html_with_attachments() -> None:
    document = read_document(FILES / "forward.eml")
    assert (document.title, document.byline, document.published) == ("Statement", "Press office", "2026-03-04")
    assert shown(document) == [
        ("body", "Hello all,"),
        ("body", "this\u00a0is the statement."),
        ("body", "Use it freely."),
        ("body", "Regards"),
        ("body", "Mo"),
        ("email", "From: Ilse Marr <ilse@example.org>"),
        ("email", "Sent: 3 March 2026 17:01"),
        ("email", "To: Press office"),
        ("email", "Subject: Statement"),
        ("email", "“The mill was never ours to sell,” said Ross O’Dea, its manager."),
    ]


def test_a_damaged_message_is_read_as_far_as_it_goes() -> None:
    document = read_document(FILES / "damaged.eml")
    assert (document.byline, document.published) == ("Ada Finch", None)
    assert shown(document)[0] == ("body", "The owner said he was “very sorry” for the delay =ZZ at the quay.")
    assert {kind for kind, _ in shown(document)[1:]} == {"email"}


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "-----Original Message-----",
        "Begin forwarded message:",
        "From: Mo\nSent: Monday\nTo: Ada",
        "*From:* Mo\n*Date:* Monday\n*Subject:* Quay",
        "On 2 March 2026 at 10:00 Mo Vance <mo@example.org> wrote:",
    ],
)
def test_everything_below_is_somebody_else_s(mark: str) -> None:
    kinds = [kind for kind, _ in shown(read(f"See below, she said.\n\n{mark}\n\nIt sails at nine.\n\nSo he said."))]
    assert kinds[0] == "body"
    assert set(kinds[1:]) == {"email"}


@pytest.mark.parametrize("own", ["On Friday the mayor wrote:", "From: the mayor, with love.", "a > b, he wrote."])
def test_what_only_looks_like_it_is_the_sender_s(own: str) -> None:
    assert {kind for kind, _ in shown(read(f"{own}\n\n“It sails at nine.”"))} == {"body"}


def test_html_that_quotes() -> None:
    message = EmailMessage()
    message.set_content(
        "<p>Yes.</p><blockquote><p>Does it sail?</p><p>Or not?</p></blockquote><p>It does.</p>", subtype="html"
    )
    document = read_document("a.eml", data=message.as_bytes(), force=True)
    assert shown(document) == [
        ("body", "Yes."),
        ("email", "Does it sail?"),
        ("email", "Or not?"),
        ("body", "It does."),
    ]


def test_parts_come_in_order_and_each_once() -> None:
    message = EmailMessage()
    message["From"] = "ada@example.org, Mo Vance <mo@example.org>"
    message.set_content("One, he said.")
    message.add_alternative("<p>One, he said.</p>", subtype="html")
    message.make_mixed()
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline")
    message.add_attachment("Two, she said.", disposition="inline")
    document = read_document("a.eml", data=message.as_bytes(), force=True)
    assert shown(document) == [("body", "One, he said."), ("body", "Two, she said.")]
    assert document.byline == "ada@example.org, Mo Vance"


def test_damage_in_the_words_is_undone() -> None:
    assert read("â€œNo,â€ she said.").repairs == ("utf-8 read as windows-1252: 2 places",)


@pytest.mark.parametrize("label", ["unicode_escape", "raw-unicode-escape", "punycode", "idna", "undefined", "hex"])
def test_what_is_no_encoding_of_text_is_not_decoded_by(label: str) -> None:
    written = b"The path is C:\\new\\x41-one, he said."
    head = f'Subject: A path\nContent-Type: text/plain; charset="{label}"\n\n'.encode()
    assert read_document("a.eml", data=head + written, force=True).text.strip() == written.decode()


def test_no_text() -> None:
    message = EmailMessage()
    message["Subject"] = "The scan"
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf")
    with pytest.raises(EmptyInput) as caught:
        read_document("a.eml", data=message.as_bytes())
    assert caught.value.hint


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"%PDF-1.7\n%\xe2\xe3", bytes(range(256))])
def test_what_is_no_message(data: bytes) -> None:
    with pytest.raises(UnreadableInput):
        read_document("a.eml", data=data)


PIECES = [
    b"From: ", b"Subject: =?utf-8?b?", b"Date: x", b"Content-Type: multipart/mixed; boundary=b\r\n", b"\r\n--b\r\n",
    b'Content-Type: text/html; charset="utf-7\r\n', b"Content-Disposition: ;;", b"Content-Transfer-Encoding: base64",
    b"Content-Type: message/rfc822\r\n", b"\r\n", b"\n\n", b"> ", b"On 2 March 2026 ", b"wrote:", b"words", b"\xe9",
    b"<", b"@", b"[", b"--b--",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES)).map(b"".join) | st.binary(max_size=200))
def test_no_message_raises_anything_else(data: bytes) -> None:
    try:
        document = read_document("a.eml", data=data, force=True)
    except AttribError:
        return
    end = 0
    for paragraph in document.paragraphs:
        words = paragraph.span.of(document.text)
        assert end <= paragraph.span.start
        assert words == words.strip()
        end = paragraph.span.end
