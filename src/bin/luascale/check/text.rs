//! Text that knows where in a file it stands.

use std::ops::Range;

use super::align::{Quotes, align};

/// A file that was read.
#[derive(Debug)]
pub(super) struct File {
    /// As it was named; `<stdin>` for the standard input.
    pub(super) name: String,
    pub(super) text: String,
}

impl File {
    /// Line and column of a byte, from 1; columns count characters.
    pub(super) fn line_and_column(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(begin..).unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

/// A text in a file: all of it, or a string in it.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) text: String,
    /// Of each byte and of the end: the offset in the file.
    offsets: Vec<usize>,
}

impl Text {
    /// The whole file.
    pub(super) fn of_file(file: &File) -> Self {
        Self {
            text: file.text.clone(),
            offsets: (0..=file.text.len()).collect(),
        }
    }

    /// A string that is written at `span` of this text. Where it cannot be
    /// followed, all of it is at the beginning.
    pub(super) fn inner(&self, span: Range<usize>, quotes: Quotes, value: &str) -> Self {
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let aligned = align(raw, quotes, value).unwrap_or_else(|| vec![0; value.len() + 1]);
        let place = |at: usize| self.offset(span.start + at);
        Self {
            text: value.to_owned(),
            offsets: aligned.into_iter().map(place).collect(),
        }
    }

    /// Where a byte of this text is in the file.
    fn offset(&self, at: usize) -> usize {
        let last = || self.offsets.last().copied().unwrap_or(0);
        self.offsets.get(at).copied().unwrap_or_else(last)
    }

    /// Where a part of this text is in the file: never empty, but at its end.
    pub(super) fn place(&self, file: &File, part: Range<usize>) -> Range<usize> {
        let start = self.offset(part.start);
        let last = self.offset(part.end.saturating_sub(1).max(part.start));
        let rest = file.text.get(last..).unwrap_or_default();
        let length = rest.chars().next().map_or(0, char::len_utf8);
        start..(last + length).max(start)
    }

    /// Where a line begins, from 1, and ends, without what is white at either
    /// end.
    pub(super) fn line(&self, number: usize) -> Range<usize> {
        let mut begin = 0;
        for (at, line) in self.text.split_inclusive('\n').enumerate() {
            if at + 1 == number {
                let from = begin + line.len() - line.trim_start().len();
                return from.min(begin + line.trim_end().len())..begin + line.trim_end().len();
            }
            begin += line.len();
        }
        // Errors about the end of a text can be on a line after it.
        let end = self.text.trim_end().len();
        let last = self
            .text
            .get(..end)
            .and_then(|text| text.char_indices().next_back());
        last.map_or(0..0, |(at, _)| at..end)
    }
}
