//! `BIN` and `endpoint-load-metrics-bin`: the message in base64.
//!
//! Read field by field, with the functions that prost's generated code calls:
//! unlike that, protobuf's own parser skips a known field of an unexpected
//! type. A map is entries with a key (1) and a value (2); what an entry leaves
//! out is empty or 0, and the last of two equal keys counts.

use prost::DecodeError;
use prost::encoding::{DecodeContext, WireType, decode_key, double, skip_field, string, uint64};

use super::base64;
use super::report::{FIELDS, MAPS, RPS, Report};
use crate::signal::Rejected;

/// Reads a whole value.
pub(super) fn read(value: &[u8]) -> Result<Report, Rejected> {
    let bytes = base64::decode(value).ok_or(Rejected::Malformed)?;
    let mut report = Report::default();
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        let (tag, wire) = decode_key(&mut rest).map_err(malformed)?;
        let field = FIELDS.iter().position(|field| field.tag == tag);
        let map = MAPS.iter().find(|(_, _, known, _)| *known == tag);
        match (field, map, wire) {
            (Some(index), _, WireType::SixtyFourBit) if !is_rps(index) => {
                report.set(index, read_double(&mut rest).map_err(malformed)?);
            }
            (Some(index), _, WireType::Varint) if is_rps(index) => {
                let mut number = 0;
                uint64::merge(wire, &mut number, &mut rest, DecodeContext::default())
                    .map_err(malformed)?;
                report.set(index, crate::time::to_f64(number));
            }
            (_, Some((_, _, _, map)), WireType::LengthDelimited) => {
                let (key, number) = read_entry(&mut rest)?;
                report.insert(*map, key.as_bytes(), number)?;
            }
            _ => skip_field(wire, tag, &mut rest, DecodeContext::default()).map_err(malformed)?,
        }
    }
    Ok(report)
}

fn is_rps(index: usize) -> bool {
    FIELDS.get(index).is_some_and(|field| field.name == RPS)
}

fn read_entry(rest: &mut &[u8]) -> Result<(String, f64), Rejected> {
    let length = prost::decode_length_delimiter(&mut *rest).map_err(malformed)?;
    let (mut entry, after) = rest.split_at_checked(length).ok_or(Rejected::Malformed)?;
    *rest = after;
    let (mut key, mut number) = (String::new(), 0.0);
    while !entry.is_empty() {
        let (tag, wire) = decode_key(&mut entry).map_err(malformed)?;
        let context = DecodeContext::default();
        match (tag, wire) {
            (1, WireType::LengthDelimited) => string::merge(wire, &mut key, &mut entry, context),
            (2, WireType::SixtyFourBit) => read_double(&mut entry).map(|value| number = value),
            _ => skip_field(wire, tag, &mut entry, context),
        }
        .map_err(malformed)?;
    }
    Ok((key, number))
}

fn read_double(rest: &mut &[u8]) -> Result<f64, DecodeError> {
    let mut number = 0.0;
    double::merge(
        WireType::SixtyFourBit,
        &mut number,
        rest,
        DecodeContext::default(),
    )?;
    Ok(number)
}

fn malformed(_: DecodeError) -> Rejected {
    Rejected::Malformed
}
