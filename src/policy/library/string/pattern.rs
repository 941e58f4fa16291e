//! Lua patterns (reference manual, section 6.4.1) over bytes.
//!
//! A pattern can backtrack for as long as it likes, so the matcher counts its
//! steps and stops when they are spent; and it can nest, so that has a limit
//! too.

use super::super::args::Failure;

/// Most captures, as in Lua.
const MAX_CAPTURES: usize = 32;
/// Deepest recursion, as `MAXCCALLS` in Lua.
const MAX_DEPTH: u32 = 200;

/// What a capture holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capture {
    /// Bytes from here to there.
    Span(usize, usize),
    /// `()`: a place, counted from 0.
    Place(usize),
}

#[derive(Clone, Copy, Debug)]
enum Open {
    Unclosed(usize),
    Closed(Capture),
}

/// One match of a pattern.
#[derive(Debug)]
pub(super) struct Match {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) captures: Vec<Capture>,
}

impl Match {
    /// The captures, or the whole match where there are none.
    pub(super) fn captures_or_whole(&self) -> Vec<Capture> {
        if self.captures.is_empty() {
            vec![Capture::Span(self.start, self.end)]
        } else {
            self.captures.clone()
        }
    }
}

/// Matches one pattern against one subject.
#[derive(Debug)]
pub(super) struct Matcher<'a> {
    subject: &'a [u8],
    pattern: &'a [u8],
    captures: Vec<Open>,
    steps: u32,
    depth: u32,
}

impl<'a> Matcher<'a> {
    /// A matcher that may do so many steps, over all matches.
    pub(super) fn new(subject: &'a [u8], pattern: &'a [u8], steps: u32) -> Self {
        Self {
            subject,
            pattern,
            captures: Vec::new(),
            steps,
            depth: 0,
        }
    }

    /// Steps that are left.
    pub(super) fn steps_left(&self) -> u32 {
        self.steps
    }

    /// The first match at or after `from`; where the pattern begins with `^`,
    /// only at `from`.
    pub(super) fn find(&mut self, from: usize) -> Result<Option<Match>, Failure> {
        let anchored = self.pattern.first() == Some(&b'^');
        let mut start = from;
        while start <= self.subject.len() {
            if let Some(found) = self.match_at(start, anchored)? {
                return Ok(Some(found));
            }
            if anchored {
                break;
            }
            start = start.saturating_add(1);
        }
        Ok(None)
    }

    /// The match at `start`, whether or not the pattern begins with `^`.
    pub(super) fn match_at(
        &mut self,
        start: usize,
        anchored: bool,
    ) -> Result<Option<Match>, Failure> {
        self.captures.clear();
        let Some(end) = self.run(start, usize::from(anchored))? else {
            return Ok(None);
        };
        let mut captures = Vec::with_capacity(self.captures.len());
        for open in &self.captures {
            match open {
                Open::Closed(capture) => captures.push(*capture),
                Open::Unclosed(_) => return Err(Failure::new("unfinished capture")),
            }
        }
        Ok(Some(Match {
            start,
            end,
            captures,
        }))
    }

    fn step(&mut self) -> Result<(), Failure> {
        self.steps = self
            .steps
            .checked_sub(1)
            .ok_or_else(|| Failure::new("pattern too complex: out of fuel"))?;
        Ok(())
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.subject.get(at).copied()
    }

    fn item(&self, at: usize) -> Option<u8> {
        self.pattern.get(at).copied()
    }

    /// Where the match of the pattern from `p` on ends that begins at `s`.
    fn run(&mut self, s: usize, p: usize) -> Result<Option<usize>, Failure> {
        if self.depth >= MAX_DEPTH {
            return Err(Failure::new("pattern too complex"));
        }
        self.depth = self.depth.saturating_add(1);
        let found = self.items(s, p);
        self.depth = self.depth.saturating_sub(1);
        found
    }

    /// As [`run`](Self::run): goes on as long as no choice has to be kept.
    fn items(&mut self, mut s: usize, mut p: usize) -> Result<Option<usize>, Failure> {
        loop {
            self.step()?;
            let Some(item) = self.item(p) else {
                return Ok(Some(s));
            };
            let next = p.saturating_add(1);
            match item {
                b'(' if self.item(next) == Some(b')') => {
                    let place = Open::Closed(Capture::Place(s));
                    return self.capture(place, s, next.saturating_add(1));
                }
                b'(' => return self.capture(Open::Unclosed(s), s, next),
                b')' => return self.close(s, next),
                b'$' if next == self.pattern.len() => {
                    return Ok((s == self.subject.len()).then_some(s));
                }
                b'%' => match self.item(next) {
                    Some(b'b') => match self.balance(s, next.saturating_add(1))? {
                        None => return Ok(None),
                        Some(end) => {
                            s = end;
                            p = next.saturating_add(3);
                            continue;
                        }
                    },
                    Some(b'f') => {
                        let set = next.saturating_add(1);
                        if self.item(set) != Some(b'[') {
                            return Err(Failure::new("missing '[' after '%f' in pattern"));
                        }
                        let end = self.class_end(set)?;
                        let before = s.checked_sub(1).and_then(|at| self.byte(at)).unwrap_or(0);
                        let after = self.byte(s).unwrap_or(0);
                        if self.in_set(before, set, end)? || !self.in_set(after, set, end)? {
                            return Ok(None);
                        }
                        p = end;
                        continue;
                    }
                    Some(digit @ b'0'..=b'9') => match self.back(s, digit)? {
                        None => return Ok(None),
                        Some(end) => {
                            s = end;
                            p = next.saturating_add(1);
                            continue;
                        }
                    },
                    _ => {}
                },
                _ => {}
            }
            let end = self.class_end(p)?;
            let after = end.saturating_add(1);
            match self.item(end) {
                Some(b'?') => {
                    if self.single(s, p, end)?
                        && let Some(found) = self.run(s.saturating_add(1), after)?
                    {
                        return Ok(Some(found));
                    }
                    p = after;
                }
                Some(b'*') => return self.greedy(s, p, end),
                Some(b'+') => {
                    return if self.single(s, p, end)? {
                        self.greedy(s.saturating_add(1), p, end)
                    } else {
                        Ok(None)
                    };
                }
                Some(b'-') => return self.lazy(s, p, end),
                _ => {
                    if !self.single(s, p, end)? {
                        return Ok(None);
                    }
                    s = s.saturating_add(1);
                    p = end;
                }
            }
        }
    }

    fn capture(&mut self, open: Open, s: usize, p: usize) -> Result<Option<usize>, Failure> {
        if self.captures.len() >= MAX_CAPTURES {
            return Err(Failure::new("too many captures"));
        }
        self.captures.push(open);
        let kept = self.captures.len();
        let found = self.run(s, p)?;
        if found.is_none() {
            self.captures.truncate(kept.saturating_sub(1));
        }
        Ok(found)
    }

    fn close(&mut self, s: usize, p: usize) -> Result<Option<usize>, Failure> {
        let open = self
            .captures
            .iter()
            .rposition(|open| matches!(open, Open::Unclosed(_)))
            .ok_or_else(|| Failure::new("invalid pattern capture"))?;
        let Some(slot) = self.captures.get_mut(open) else {
            return Ok(None);
        };
        let Open::Unclosed(start) = *slot else {
            return Ok(None);
        };
        *slot = Open::Closed(Capture::Span(start, s));
        let found = self.run(s, p)?;
        if found.is_none()
            && let Some(slot) = self.captures.get_mut(open)
        {
            *slot = Open::Unclosed(start);
        }
        Ok(found)
    }

    fn greedy(&mut self, s: usize, p: usize, end: usize) -> Result<Option<usize>, Failure> {
        let mut count = 0_usize;
        while self.single(s.saturating_add(count), p, end)? {
            self.step()?;
            count = count.saturating_add(1);
        }
        loop {
            let found = self.run(s.saturating_add(count), end.saturating_add(1))?;
            if found.is_some() || count == 0 {
                return Ok(found);
            }
            count = count.saturating_sub(1);
        }
    }

    fn lazy(&mut self, mut s: usize, p: usize, end: usize) -> Result<Option<usize>, Failure> {
        loop {
            let found = self.run(s, end.saturating_add(1))?;
            if found.is_some() {
                return Ok(found);
            }
            if !self.single(s, p, end)? {
                return Ok(None);
            }
            s = s.saturating_add(1);
        }
    }

    /// `%bxy`: what lies between a balanced pair.
    fn balance(&mut self, s: usize, p: usize) -> Result<Option<usize>, Failure> {
        let (Some(opens), Some(closes)) = (self.item(p), self.item(p.saturating_add(1))) else {
            return Err(Failure::new(
                "malformed pattern (missing arguments to '%b')",
            ));
        };
        if self.byte(s) != Some(opens) {
            return Ok(None);
        }
        let mut depth = 1_usize;
        let mut at = s.saturating_add(1);
        while let Some(byte) = self.byte(at) {
            self.step()?;
            if byte == closes {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Ok(Some(at.saturating_add(1)));
                }
            } else if byte == opens {
                depth = depth.saturating_add(1);
            }
            at = at.saturating_add(1);
        }
        Ok(None)
    }

    /// `%1`: what an earlier capture holds.
    fn back(&mut self, s: usize, digit: u8) -> Result<Option<usize>, Failure> {
        let wrong = || Failure::new(format!("invalid capture index %{}", char::from(digit)));
        let index = usize::from(digit)
            .checked_sub(usize::from(b'1'))
            .ok_or_else(wrong)?;
        let Some(Open::Closed(Capture::Span(start, end))) = self.captures.get(index).copied()
        else {
            return Err(wrong());
        };
        let length = end.saturating_sub(start);
        self.steps = self
            .steps
            .saturating_sub(u32::try_from(length / 8).unwrap_or(u32::MAX));
        let wanted = self.subject.get(start..end);
        let found = s.saturating_add(length);
        Ok((self.subject.get(s..found) == wanted).then_some(found))
    }

    /// Where the single-character class at `p` ends.
    fn class_end(&mut self, p: usize) -> Result<usize, Failure> {
        let next = p.saturating_add(1);
        match self.item(p) {
            Some(b'%') => {
                if self.item(next).is_none() {
                    return Err(Failure::new("malformed pattern (ends with '%')"));
                }
                Ok(next.saturating_add(1))
            }
            Some(b'[') => {
                let mut at = next;
                if self.item(at) == Some(b'^') {
                    at = at.saturating_add(1);
                }
                // The first one after it stands for itself, even `]`.
                loop {
                    self.step()?;
                    let Some(item) = self.item(at) else {
                        return Err(Failure::new("malformed pattern (missing ']')"));
                    };
                    at = at.saturating_add(1);
                    if item == b'%' {
                        if self.item(at).is_none() {
                            return Err(Failure::new("malformed pattern (missing ']')"));
                        }
                        at = at.saturating_add(1);
                    }
                    if self.item(at) == Some(b']') {
                        return Ok(at.saturating_add(1));
                    }
                }
            }
            _ => Ok(next),
        }
    }

    /// Whether the byte at `s` is in the class from `p` to `end`.
    fn single(&mut self, s: usize, p: usize, end: usize) -> Result<bool, Failure> {
        let Some(byte) = self.byte(s) else {
            return Ok(false);
        };
        Ok(match self.item(p) {
            Some(b'.') => true,
            Some(b'%') => is_class(byte, self.item(p.saturating_add(1)).unwrap_or(0)),
            Some(b'[') => self.in_set(byte, p, end)?,
            item => item == Some(byte),
        })
    }

    /// Whether a byte is in the set from its `[` at `p` to behind its `]`.
    fn in_set(&mut self, byte: u8, p: usize, end: usize) -> Result<bool, Failure> {
        let last = end.saturating_sub(1);
        let mut at = p.saturating_add(1);
        let negated = self.item(at) == Some(b'^');
        if negated {
            at = at.saturating_add(1);
        }
        while at < last {
            self.step()?;
            let next = at.saturating_add(1);
            let Some(item) = self.item(at) else { break };
            if item == b'%' {
                if is_class(byte, self.item(next).unwrap_or(0)) {
                    return Ok(!negated);
                }
                at = next.saturating_add(1);
            } else if self.item(next) == Some(b'-') && next.saturating_add(1) < last {
                let to = self.item(next.saturating_add(1)).unwrap_or(0);
                if (item..=to).contains(&byte) {
                    return Ok(!negated);
                }
                at = next.saturating_add(2);
            } else {
                if item == byte {
                    return Ok(!negated);
                }
                at = next;
            }
        }
        Ok(negated)
    }
}

/// Whether a byte is in the class that a letter names; another character
/// stands for itself.
fn is_class(byte: u8, class: u8) -> bool {
    let inside = match class.to_ascii_lowercase() {
        b'a' => byte.is_ascii_alphabetic(),
        b'c' => byte.is_ascii_control(),
        b'd' => byte.is_ascii_digit(),
        b'g' => byte.is_ascii_graphic(),
        b'l' => byte.is_ascii_lowercase(),
        b'p' => byte.is_ascii_punctuation(),
        // C's isspace has the vertical tab, Rust's has not.
        b's' => byte.is_ascii_whitespace() || byte == 0x0b,
        b'u' => byte.is_ascii_uppercase(),
        b'w' => byte.is_ascii_alphanumeric(),
        b'x' => byte.is_ascii_hexdigit(),
        // From when patterns could not hold zeros.
        b'z' => byte == 0,
        _ => return class == byte,
    };
    inside != class.is_ascii_uppercase()
}
