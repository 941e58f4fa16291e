//! `state` as bytes: a stream of tokens, which no foreign bytes can nest.
//!
//! Plain data only: booleans, numbers, strings, and tables of them. What is
//! more than [`MAX_BYTES`], deeper than [`MAX_DEPTH`] or has behavior of its
//! own is refused.

use piccolo::table::NextValue;
use piccolo::{Context, Table, Value};
use serde::{Deserialize, Serialize};

use super::library::text;
use crate::encoding;

/// Most bytes of a service's `state`.
pub(super) const MAX_BYTES: usize = 4096;
/// Most tables in each other.
const MAX_DEPTH: usize = 16;
/// Slots of tables that are looked at: one that was emptied is still large.
const MAX_SLOTS: usize = 1 << 16;

/// A piece of the encoding. A table is `Table`, the values of 1, 2, 3 …,
/// `Pairs`, keys and values in turn, `End`.
#[derive(Serialize, Deserialize)]
enum Token<'a> {
    False,
    True,
    Integer(i64),
    Number(f64),
    Text(&'a [u8]),
    Table,
    Pairs,
    End,
}

/// The bytes of a table.
///
/// # Errors
/// What cannot be kept, and where it is.
pub(super) fn encode(ctx: Context<'_>, state: Table<'_>) -> Result<Vec<u8>, String> {
    let mut encoder = Encoder {
        bytes: Vec::new(),
        slots: 0,
    };
    match encoder.table(ctx, state, 0) {
        Ok(()) if encoder.bytes.len() <= EMPTY => Ok(Vec::new()),
        Ok(()) => Ok(encoder.bytes),
        Err(Refused { place, why }) => Err(format!("state{place}: {why}")),
    }
}

/// Bytes of an empty table.
const EMPTY: usize = 3;

struct Refused {
    place: String,
    why: String,
}

impl Refused {
    fn new(why: impl Into<String>) -> Self {
        Self {
            place: String::new(),
            why: why.into(),
        }
    }

    /// It is below this key.
    fn below(mut self, key: Value<'_>) -> Self {
        let key = match key {
            Value::String(_) => format!(".{}", text(key)),
            _ => format!("[{}]", text(key)),
        };
        // Deep down, the first names say enough.
        if self.place.len() > 64 {
            self.place.truncate(0);
        }
        self.place.insert_str(0, &key);
        self
    }
}

/// A key as bytes, the key, and its value.
type Pair<'gc> = (Vec<u8>, Value<'gc>, Value<'gc>);

struct Encoder {
    bytes: Vec<u8>,
    slots: usize,
}

impl Encoder {
    fn put(&mut self, token: &Token<'_>) -> Result<(), Refused> {
        let text = match token {
            Token::Text(text) => text.len(),
            _ => 0,
        };
        if self.bytes.len().saturating_add(text) <= MAX_BYTES {
            self.bytes = encoding::append(std::mem::take(&mut self.bytes), token)
                .map_err(|error| Refused::new(error.to_string()))?;
        } else {
            self.bytes.resize(MAX_BYTES.saturating_add(1), 0);
        }
        if self.bytes.len() > MAX_BYTES {
            return Err(too_large());
        }
        Ok(())
    }

    fn table(&mut self, ctx: Context<'_>, table: Table<'_>, depth: usize) -> Result<(), Refused> {
        if depth >= MAX_DEPTH {
            let why = format!("more than {MAX_DEPTH} tables in each other, or one in itself");
            return Err(Refused::new(why));
        }
        if table.metatable().is_some() {
            let why = "a table with a metatable is not plain data: copy what is to be kept";
            return Err(Refused::new(why));
        }
        self.put(&Token::Table)?;
        let mut listed = 0_i64;
        loop {
            let key = Value::Integer(listed.saturating_add(1));
            let value = table.get_raw(key);
            if value.is_nil() {
                break;
            }
            let put = self.value(ctx, value, depth);
            put.map_err(|refused| refused.below(key))?;
            listed = listed.saturating_add(1);
        }
        self.put(&Token::Pairs)?;
        let (pairs, order) = self.pairs(table, listed)?;
        for (encoded, key, value) in order.iter().filter_map(|at| pairs.get(*at)) {
            self.bytes.extend_from_slice(encoded);
            let put = self.value(ctx, *value, depth);
            put.map_err(|refused| refused.below(*key))?;
        }
        self.put(&Token::End)
    }

    /// What is not in the list, and its order by the bytes of the keys: equal
    /// tables have equal bytes.
    fn pairs<'gc>(
        &mut self,
        table: Table<'gc>,
        listed: i64,
    ) -> Result<(Vec<Pair<'gc>>, Vec<usize>), Refused> {
        let (mut pairs, mut order) = (Vec::new(), Vec::new());
        let mut bytes = self.bytes.len();
        let mut last = Value::Nil;
        while let NextValue::Found { key, value } = table.next_counting(last, &mut self.slots) {
            last = key;
            if self.slots > MAX_SLOTS {
                return Err(Refused::new("has too many places that are empty"));
            }
            let in_list = matches!(key, Value::Integer(key) if (1..=listed).contains(&key));
            if value.is_nil() || in_list {
                continue;
            }
            let Some(token) = scalar(key) else {
                let why = format!("a {} as a key is not plain data", key.type_name());
                return Err(Refused::new(why));
            };
            if let Token::Text(text) = token
                && text.len() > MAX_BYTES
            {
                return Err(too_large());
            }
            let encoded = encoding::append(Vec::new(), &token)
                .map_err(|error| Refused::new(error.to_string()))?;
            bytes = bytes.saturating_add(encoded.len());
            if bytes > MAX_BYTES {
                return Err(too_large());
            }
            // Places are moved, not pairs: there may be a thousand.
            let before = |at: &usize| {
                pairs
                    .get(*at)
                    .is_some_and(|(other, ..): &Pair<'gc>| *other < encoded)
            };
            let place = order.partition_point(before);
            order.insert(place, pairs.len());
            pairs.push((encoded, key, value));
        }
        Ok((pairs, order))
    }

    fn value(&mut self, ctx: Context<'_>, value: Value<'_>, depth: usize) -> Result<(), Refused> {
        if let Some(token) = scalar(value) {
            return self.put(&token);
        }
        match value {
            Value::Table(table) => self.table(ctx, table, depth.saturating_add(1)),
            other => {
                let why = format!("a {} is not plain data", other.type_name());
                Err(Refused::new(why))
            }
        }
    }
}

/// A value that is no table, as a token.
fn scalar<'gc>(value: Value<'gc>) -> Option<Token<'gc>> {
    Some(match value {
        Value::Boolean(false) => Token::False,
        Value::Boolean(true) => Token::True,
        Value::Integer(value) => Token::Integer(value),
        Value::Number(value) => Token::Number(value),
        Value::String(text) => Token::Text(text.as_bytes()),
        _ => return None,
    })
}

fn too_large() -> Refused {
    Refused::new(format!(
        "is too large, must be at most {MAX_BYTES} bytes in all"
    ))
}

/// A table that is being filled.
struct Open<'gc> {
    table: Table<'gc>,
    listed: i64,
    pairs: bool,
    key: Option<Value<'gc>>,
}

/// Fills an empty table; `None` where the bytes are not those of one, which
/// leaves it half filled.
pub(super) fn decode<'gc>(ctx: Context<'gc>, bytes: &[u8], state: Table<'gc>) -> Option<()> {
    if bytes.is_empty() {
        return Some(());
    }
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let mut open: Vec<Open<'gc>> = Vec::new();
    let mut rest = bytes;
    loop {
        let (token, after) = postcard::take_from_bytes::<Token<'_>>(rest).ok()?;
        rest = after;
        let value = match token {
            Token::False => Value::Boolean(false),
            Token::True => Value::Boolean(true),
            Token::Integer(value) => Value::Integer(value),
            Token::Number(value) => Value::Number(value),
            Token::Text(text) => Value::String(ctx.intern(text)),
            Token::Table => {
                if open.len() >= MAX_DEPTH {
                    return None;
                }
                let table = if open.is_empty() {
                    state
                } else {
                    Table::new(&ctx)
                };
                open.push(Open {
                    table,
                    listed: 0,
                    pairs: false,
                    key: None,
                });
                continue;
            }
            Token::Pairs => {
                open.last_mut()?.pairs = true;
                continue;
            }
            Token::End => {
                let done = open.pop()?;
                if open.is_empty() {
                    return rest.is_empty().then_some(());
                }
                Value::Table(done.table)
            }
        };
        let around = open.last_mut()?;
        let key = if !around.pairs {
            around.listed = around.listed.saturating_add(1);
            Value::Integer(around.listed)
        } else if let Some(key) = around.key.take() {
            key
        } else {
            around.key = Some(value);
            continue;
        };
        around.table.set_raw(&ctx, key, value).ok()?;
    }
}

#[cfg(test)]
mod tests {
    use piccolo::Lua;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_do_harm(bytes in proptest::collection::vec(0u8..12, 0..200)) {
            let mut lua = Lua::empty();
            lua.enter(|ctx| {
                let table = Table::new(&ctx);
                if decode(ctx, &bytes, table).is_some() {
                    let again = encode(ctx, table).unwrap_or_default();
                    let same = Table::new(&ctx);
                    assert!(decode(ctx, &again, same).is_some());
                }
            });
        }

        #[test]
        fn what_is_encoded_is_decoded(
            list in proptest::collection::vec(any::<f64>(), 0..20),
            pairs in proptest::collection::btree_map("[a-z]{1,8}", any::<i64>(), 0..20),
            depth in 0usize..MAX_DEPTH,
        ) {
            let mut lua = Lua::empty();
            lua.enter(|ctx| {
                let state = Table::new(&ctx);
                let mut inner = state;
                for _ in 1..depth {
                    let next = Table::new(&ctx);
                    inner.set_field(ctx, "in", next);
                    inner = next;
                }
                for (at, value) in (1_i64..).zip(&list) {
                    inner.set(ctx, at, *value).unwrap();
                }
                for (key, value) in &pairs {
                    inner.set(ctx, ctx.intern(key.as_bytes()), *value).unwrap();
                }
                let bytes = encode(ctx, state).unwrap();
                let copy = Table::new(&ctx);
                decode(ctx, &bytes, copy).unwrap();
                assert_eq!(encode(ctx, copy).unwrap(), bytes);
            });
        }
    }
}
