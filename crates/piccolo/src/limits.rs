//! Limits that hold inside one step of the VM, where nobody looks at its
//! budget.

/// Longest string that an operator or a library function may build, in bytes.
pub const MAX_STRING_BYTES: usize = 64 * 1024;

/// Longest string that is looked at for a number. 2^-1074, the longest numeral
/// that a person may have a use for, has 751 significant digits and nobody
/// writes them.
pub const MAX_NUMERAL_BYTES: usize = 200;

/// Most arguments that a chain of `__call` metamethods may pile up. Lua has a
/// limit of 200 on C calls, and no chain is that long on purpose.
pub const MAX_CALL_ARGUMENTS: usize = 200;

/// Most frames of one coroutine: calls that have not returned.
pub const MAX_FRAMES: usize = 2000;

/// Bytes that may be copied or compared for one unit of fuel: about what an
/// instruction costs.
pub const BYTES_PER_FUEL: usize = 32;

/// What work on so many bytes costs.
pub fn fuel_for_bytes(bytes: usize) -> i32 {
    i32::try_from(bytes / BYTES_PER_FUEL).unwrap_or(i32::MAX)
}
