//! The name of a model.

use super::json::SCRATCH;

/// A model's name, or none. It becomes a label, so it is short and plain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Model {
    name: [u8; SCRATCH],
    len: u8,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            name: [0; SCRATCH],
            len: 0,
        }
    }
}

impl Model {
    /// Takes over `name` if it can be a label.
    pub(super) fn set(&mut self, name: &[u8]) {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"._:/@-".contains(byte);
        if name.iter().all(plain)
            && let Ok(len) = u8::try_from(name.len())
            && let Some(kept) = self.name.get_mut(..name.len())
        {
            kept.copy_from_slice(name);
            self.len = len;
        }
    }

    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    /// The name; `None` where there is none.
    pub(super) fn get(&self) -> Option<&str> {
        let name = self.name.get(..usize::from(self.len))?;
        std::str::from_utf8(name)
            .ok()
            .filter(|name| !name.is_empty())
    }
}
