//! Gzip (RFC 1952) in any split: what is inflated is handed on piece by piece.
//!
//! The window of 32 KiB is all that is kept. Checksums are not looked at:
//! whoever the body is for does.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;
use miniz_oxide::inflate::core::{DecompressorOxide, TINFL_LZ_DICT_SIZE, decompress};

/// Inflated bytes that need no justification, and how many more each byte of the
/// data may become. Events of a stream shrink to a twentieth; what a bomb holds is no
/// answer of a model.
const FREE: u64 = 1 << 20;
const MAX_RATIO: u64 = 200;

const FHCRC: u8 = 2;
const FEXTRA: u8 = 4;
const FNAME: u8 = 8;
const FCOMMENT: u8 = 16;
/// After the last flag of a part that has a place of its own in the order.
const NO_MORE: u8 = 32;
/// Checksum and length after the data.
const TRAILER: u16 = 8;

/// Where the next byte belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// The first ten bytes: this one comes next.
    Header(u8),
    ExtraLength(u8),
    Extra(u16),
    Name,
    Comment,
    HeaderChecksum(u8),
    Data,
    Trailer(u16),
    /// After the last member.
    Over,
}

/// A reader of gzip.
pub(super) struct Gzip {
    at: At,
    flags: u8,
    extra: u16,
    inflater: Box<DecompressorOxide>,
    /// The last 32 KiB, as a ring, and where the next byte goes.
    window: Box<[u8]>,
    next: usize,
    read: u64,
    inflated: u64,
}

impl std::fmt::Debug for Gzip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gzip")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl Gzip {
    pub(super) fn new() -> Self {
        Self {
            at: At::Header(0),
            flags: 0,
            extra: 0,
            inflater: Box::default(),
            window: vec![0; TINFL_LZ_DICT_SIZE].into_boxed_slice(),
            next: 0,
            read: 0,
            inflated: 0,
        }
    }

    /// Inflates on and hands bytes to `sink` while it answers true. False where
    /// it does not, or this is no gzip, or grows beyond measure.
    pub(super) fn feed(&mut self, bytes: &[u8], sink: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if self.at == At::Data {
                match self.data(rest, sink) {
                    Some(after) => rest = after,
                    None => return false,
                }
            } else {
                match self.around(byte) {
                    Some(at) => self.at = at,
                    None => return false,
                }
                rest = after;
            }
        }
        true
    }

    /// A byte around the data: where the next one belongs, or `None` where this
    /// is no gzip.
    fn around(&mut self, byte: u8) -> Option<At> {
        Some(match self.at {
            At::Header(0) if byte != 0x1f => return None,
            At::Header(1) if byte != 0x8b => return None,
            // Deflate is the only method.
            At::Header(2) if byte != 8 => return None,
            At::Header(9) => self.after_header(FEXTRA),
            At::Header(at) => {
                if at == 3 {
                    self.flags = byte;
                }
                At::Header(at.saturating_add(1))
            }
            At::ExtraLength(0) => {
                self.extra = u16::from(byte);
                At::ExtraLength(1)
            }
            At::ExtraLength(_) => match self.extra | u16::from(byte) << 8 {
                0 => self.after_header(FNAME),
                length => At::Extra(length),
            },
            At::Extra(1) => self.after_header(FNAME),
            At::Extra(left) => At::Extra(left.saturating_sub(1)),
            At::Name if byte == 0 => self.after_header(FCOMMENT),
            At::Comment if byte == 0 => self.after_header(NO_MORE),
            // Another member may follow; other bytes are padding.
            At::Over if byte == 0x1f => At::Header(1),
            At::Name | At::Comment | At::Data | At::Over => self.at,
            At::HeaderChecksum(0) => At::HeaderChecksum(1),
            At::HeaderChecksum(_) => At::Data,
            At::Trailer(1) => At::Over,
            At::Trailer(left) => At::Trailer(left.saturating_sub(1)),
        })
    }

    /// What comes after a part of the header: the parts that `flags` name, from
    /// `first` on, then the data.
    fn after_header(&self, first: u8) -> At {
        let has = |flag| first <= flag && self.flags & flag != 0;
        match self.flags {
            _ if has(FEXTRA) => At::ExtraLength(0),
            _ if has(FNAME) => At::Name,
            _ if has(FCOMMENT) => At::Comment,
            _ if self.flags & FHCRC != 0 => At::HeaderChecksum(0),
            _ => At::Data,
        }
    }

    /// Inflates on: what comes after the data, or `None` as for [`Gzip::feed`].
    fn data<'a>(
        &mut self,
        bytes: &'a [u8],
        sink: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Option<&'a [u8]> {
        let mut rest = bytes;
        loop {
            let (status, consumed, inflated) = decompress(
                &mut self.inflater,
                rest,
                &mut self.window,
                self.next,
                TINFL_FLAG_HAS_MORE_INPUT,
            );
            rest = rest.get(consumed..)?;
            let end = self.next.checked_add(inflated)?;
            let piece = self.window.get(self.next..end)?;
            if !piece.is_empty() && !sink(piece) {
                return None;
            }
            self.next = end % TINFL_LZ_DICT_SIZE;
            self.count(consumed, inflated)?;
            match status {
                TINFLStatus::Done => {
                    self.inflater.init();
                    self.at = At::Trailer(TRAILER);
                    return Some(rest);
                }
                TINFLStatus::HasMoreOutput => {}
                TINFLStatus::NeedsMoreInput => return Some(rest),
                _ => return None,
            }
        }
    }

    fn count(&mut self, read: usize, inflated: usize) -> Option<()> {
        let add = |sum: u64, more| sum.saturating_add(u64::try_from(more).unwrap_or(u64::MAX));
        self.read = add(self.read, read);
        self.inflated = add(self.inflated, inflated);
        let most = self.read.saturating_mul(MAX_RATIO).saturating_add(FREE);
        (self.inflated <= most).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec;

    use super::*;

    /// As gzip, without the checksum that is not looked at.
    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut all = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
        all.extend(compress_to_vec(data, 9));
        all.extend([0; 8]);
        all
    }

    /// What is handed on, and whether all was taken.
    fn inflated(data: &[u8], piece: usize) -> (u64, bool) {
        let mut gzip = Gzip::new();
        let mut sum = 0;
        let taken = data.chunks(piece).all(|piece| {
            gzip.feed(piece, &mut |bytes| {
                sum += bytes.len() as u64;
                true
            })
        });
        (sum, taken)
    }

    #[test]
    fn what_grows_beyond_measure_ends_at_the_same_place_in_any_split() {
        let bomb = gzip(&vec![0; 100 << 20]);
        assert!((100 << 20) / bomb.len() > 1_000, "deflate reaches 1,032");
        for piece in [1, 7, 1_000, bomb.len()] {
            let (sum, taken) = inflated(&bomb, piece);
            assert!(!taken, "{piece}");
            // The last piece of the window may be one too many.
            let most = FREE + MAX_RATIO * bomb.len() as u64 + TINFL_LZ_DICT_SIZE as u64;
            assert!((FREE..=most).contains(&sum), "{piece}: {sum}");
        }
    }

    #[test]
    fn a_ratio_below_the_limit_is_taken_whole() {
        // Sixteen bytes of noise, then blanks: above FREE, and below MAX_RATIO.
        let mut noise = 1_u64;
        let mut data = Vec::new();
        for _ in 0..4_000 {
            for _ in 0..2 {
                noise = noise
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                data.extend(noise.rotate_left(17).to_le_bytes());
            }
            data.resize(data.len() + 4_000, b' ');
        }
        let packed = gzip(&data);
        let ratio = data.len() / packed.len();
        assert!((120..200).contains(&ratio), "{ratio}");
        assert_eq!(inflated(&packed, 1_000), (data.len() as u64, true));
        assert_eq!(inflated(&packed, packed.len()), (data.len() as u64, true));
    }
}
