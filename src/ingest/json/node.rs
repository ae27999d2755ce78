//! A JSON value without what means nothing to us, so that it takes little more than its texts.

use std::{cell::Cell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::ingest::options::Mapping;

/// A value; truth values, and numbers under keys that nobody asks for, are nothing.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ingest) enum Node {
    Nothing,
    Text(String),
    Number(String),
    /// Without what is nothing.
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// Values of one record at most: as many as a long book has words.
const MOST: u32 = 2_000_000;

/// What the message begins with where there are more.
pub(in crate::ingest) const TOO_MANY: &str = "more than 2,000,000 values";

/// Keys, besides those of pieces, whose values are used whatever they are.
const KEPT: &[&str] = &[
    "id",
    "kind",
    "name",
    "first_name",
    "last_name",
    "full_name",
    "label",
    "main",
    "rendered",
    "value",
    "$date",
    "chamber",
    "start",
    "role",
    "roles",
    "role_title",
];

/// Reads nodes.
#[derive(Clone, Copy)]
pub(in crate::ingest) struct Nodes<'a> {
    map: &'a Mapping,
    left: &'a Cell<u32>,
    /// Whether a scalar here may be dropped.
    idle: bool,
}

impl Node {
    /// Parses a value, of which the keys in `map` are used besides those that are known.
    pub(in crate::ingest) fn parse(json: &[u8], map: &Mapping) -> serde_json::Result<Self> {
        let left = Cell::new(MOST);
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let nodes = Nodes { map, left: &left, idle: false };
        let node = nodes.deserialize(&mut deserializer)?;
        deserializer.end()?;
        let empty = node == Self::Nothing && json.starts_with(b"{");
        Ok(if empty { Self::Object(Vec::new()) } else { node })
    }

    /// What an object has under `key`.
    pub(in crate::ingest) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => {
                members.iter().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// What it is called in messages.
    pub(in crate::ingest) fn sort(&self) -> &'static str {
        match self {
            Self::Nothing => "null or a truth value",
            Self::Text(_) => "a string",
            Self::Number(_) => "a number",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The values of metadata: scalars, lists of them, objects that have a name.
    pub(in crate::ingest) fn values(self) -> Vec<String> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Text(text) | Self::Number(text) => vec![text],
            Self::List(nodes) => nodes.into_iter().flat_map(Self::values).collect(),
            Self::Object(_) => self.name().into_iter().collect(),
        }
    }

    /// The name of an object that stands for somebody or something.
    pub(in crate::ingest) fn name(&self) -> Option<String> {
        const NAMES: &[&str] =
            &["name", "full_name", "title", "label", "main", "rendered", "value", "$date"];
        let scalar = |key: &str| match self.get(key)? {
            Self::Text(text) | Self::Number(text) => Some(text.clone()),
            _ => None,
        };
        let parts = || Some(format!("{} {}", scalar("first_name")?, scalar("last_name")?));
        NAMES.iter().find_map(|name| scalar(name)).or_else(parts)
    }
}

impl Nodes<'_> {
    /// Counts a value that is kept.
    fn take<E: Error>(&self, node: Node) -> Result<Node, E> {
        let left = self.left.get().checked_sub(1).ok_or_else(|| E::custom(TOO_MANY))?;
        self.left.set(left);
        Ok(node)
    }

    fn number<E: Error>(&self, number: &dyn ToString) -> Result<Node, E> {
        if self.idle { Ok(Node::Nothing) } else { self.take(Node::Number(number.to_string())) }
    }

    fn is_idle(&self, key: &str) -> bool {
        self.map.field(key).is_none()
            && !KEPT.contains(&key)
            && !self.map.paths().any(|(_, path)| {
                path.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case(key))
            })
    }
}

impl<'de> DeserializeSeed<'de> for Nodes<'_> {
    type Value = Node;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Nodes<'_> {
    type Value = Node;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Nothing)
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
        self.number(&number)
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
        self.number(&number)
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Node, E> {
        self.number(&number)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        if self.idle { Ok(Node::Nothing) } else { self.take(Node::Text(text.to_owned())) }
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element_seed(self)? {
            if node != Node::Nothing {
                nodes.push(node);
            }
        }
        if nodes.is_empty() { Ok(Node::Nothing) } else { self.take(Node::List(nodes)) }
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let idle = self.is_idle(&key);
            let node = map.next_value_seed(Nodes { idle, ..self })?;
            // That a speaker is not known is worth knowing.
            if node != Node::Nothing || !idle {
                self.take::<A::Error>(Node::Nothing)?;
                members.push((key, node));
            }
        }
        if members.is_empty() { Ok(Node::Nothing) } else { self.take(Node::Object(members)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asks_for_is_dropped() {
        let json = br#"{"a":1,"b":[1,true,null,""],"text":"x","speaker":null,"year":2031,"words":[{"word":"x","p":0.5}]}"#;
        let node = Node::parse(json, &Mapping::default()).unwrap();
        let Node::Object(members) = &node else { panic!("{node:?}") };
        let keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["text", "speaker", "year"]);
        assert_eq!(node.get("year"), Some(&Node::Number("2031".to_owned())));
    }

    #[test]
    fn too_many_values_are_too_many() {
        let json = format!("[{}1]", "1,".repeat(MOST as usize + 1));
        let error = Node::parse(json.as_bytes(), &Mapping::default()).unwrap_err();
        assert!(error.to_string().starts_with(TOO_MANY), "{error}");
        let deep = "[".repeat(100_000);
        let error = Node::parse(deep.as_bytes(), &Mapping::default()).unwrap_err();
        assert!(error.to_string().contains("recursion"), "{error}");
    }
}
