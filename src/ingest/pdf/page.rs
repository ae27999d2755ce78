//! What stands on a page: its text in lines, in the order that it was written in.

use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, Stream, content::Content};
use rustc_hash::FxHashMap;

use super::font::Font;
use crate::ingest::{
    Fault,
    read::{Stop, unreadable},
    unpack::Budget,
};

/// A line; places are in points, from the left and the bottom.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) start: f32,
    pub(super) end: f32,
    pub(super) y: f32,
    pub(super) size: f32,
}

/// Reads pages one after the other.
pub(super) struct Pages<'a> {
    document: &'a Document,
    budget: &'a Budget,
    /// Fonts by where their dictionaries are in memory.
    fonts: FxHashMap<usize, Rc<Font>>,
    /// Bytes of content that a page may have.
    limit: usize,
    /// Characters whose font does not say what they are, and those whose does.
    pub(super) unknown: u64,
    pub(super) known: u64,
}

/// How deep forms may stand in forms.
const MOST_FORMS: usize = 8;

/// How many states a page may keep to come back to.
const MOST_STATES: usize = 256;

impl<'a> Pages<'a> {
    pub(super) fn new(document: &'a Document, budget: &'a Budget, limit: usize) -> Self {
        Self { document, budget, fonts: FxHashMap::default(), limit, unknown: 0, known: 0 }
    }

    /// The lines of `page`.
    pub(super) fn lines(&mut self, page: &'a Dictionary) -> Result<Vec<Line>, Stop> {
        let mut writing = Writing::default();
        let resources = self.resources(page);
        let document = self.document;
        let contents = page.get_deref(b"Contents", document).ok();
        let list: Vec<&Stream> = match contents {
            Some(Object::Stream(stream)) => vec![stream],
            Some(Object::Array(list)) => {
                let streams = list.iter().filter_map(|item| document.dereference(item).ok());
                streams.filter_map(|(_, item)| item.as_stream().ok()).collect()
            }
            _ => Vec::new(),
        };
        let mut content = Vec::new();
        for stream in list {
            content.extend(self.content(stream, self.limit.saturating_sub(content.len()))?);
            content.push(b'\n');
        }
        self.write(&content, resources, &mut writing, 0)?;
        Ok(writing.finish())
    }

    /// The resources of `page`, or of the nearest node above it that has some.
    fn resources(&self, page: &'a Dictionary) -> Option<&'a Dictionary> {
        const HIGHEST: usize = 64;
        let mut node = page;
        for _ in 0..HIGHEST {
            if let Ok(resources) = node.get_deref(b"Resources", self.document) {
                return resources.as_dict().ok();
            }
            node = node.get_deref(b"Parent", self.document).ok()?.as_dict().ok()?;
        }
        None
    }

    /// What `stream` holds, paid for.
    fn content(&self, stream: &Stream, limit: usize) -> Result<Vec<u8>, Stop> {
        // Nothing is for free, or a page could show a form without end.
        const LEAST: usize = 64;
        let content = match stream.decompressed_content_with_limit(limit) {
            Ok(content) => content,
            Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded {
                ..
            })) => {
                return Err((None, Fault::TooLong { what: "a page", limit: self.limit as u64 }));
            }
            Err(_) => Vec::new(),
        };
        self.budget.spend(content.len().max(LEAST)).map_err(unreadable)?;
        Ok(content)
    }

    fn write(
        &mut self,
        content: &[u8],
        resources: Option<&'a Dictionary>,
        writing: &mut Writing,
        depth: usize,
    ) -> Result<(), Stop> {
        let before = writing.states.len();
        for operation in Content::decode_iter(content) {
            let Ok(operation) = operation else { break };
            let operands = &operation.operands;
            let number = |at: usize| operands.get(at).and_then(|object| object.as_float().ok());
            let matrix = || matrix(operands);
            match operation.operator.as_str() {
                "q" if writing.states.len() < MOST_STATES => {
                    writing.states.push(writing.state.clone());
                }
                "Q" if before < writing.states.len() => {
                    writing.state = writing.states.pop().unwrap_or_default();
                }
                "cm" => {
                    if let Some(matrix) = matrix() {
                        writing.state.space = product(matrix, writing.state.space);
                    }
                }
                "BT" => writing.place(UNIT),
                "Tm" => writing.place(matrix().unwrap_or(UNIT)),
                "Td" => writing.step(number(0), number(1)),
                "TD" => {
                    writing.state.leading = -number(1).unwrap_or_default();
                    writing.step(number(0), number(1));
                }
                "T*" => writing.next_line(),
                "TL" => writing.state.leading = number(0).unwrap_or_default(),
                "Tc" => writing.state.between = number(0).unwrap_or_default(),
                "Tw" => writing.state.blank = number(0).unwrap_or_default(),
                "Tz" => writing.state.stretch = number(0).unwrap_or(100.0) / 100.0,
                "Ts" => writing.state.rise = number(0).unwrap_or_default(),
                "Tf" => {
                    let font = operands.first().and_then(|name| name.as_name().ok());
                    writing.state.font = font.and_then(|name| self.font(resources?, name));
                    writing.state.size = number(1).unwrap_or(1.0);
                }
                "Tj" => self.show(operands.first(), writing),
                "'" => {
                    writing.next_line();
                    self.show(operands.first(), writing);
                }
                "\"" => {
                    writing.state.blank = number(0).unwrap_or_default();
                    writing.state.between = number(1).unwrap_or_default();
                    writing.next_line();
                    self.show(operands.get(2), writing);
                }
                "TJ" => {
                    let list = operands.first().and_then(|list| list.as_array().ok());
                    for item in list.into_iter().flatten() {
                        match item.as_float() {
                            Ok(back) => {
                                let size = writing.state.size * writing.state.stretch;
                                writing.advance(-back / 1000.0 * size);
                            }
                            Err(_) => self.show(Some(item), writing),
                        }
                    }
                }
                "Do" if depth < MOST_FORMS => {
                    let name = operands.first().and_then(|name| name.as_name().ok());
                    if let (Some(name), Some(resources)) = (name, resources) {
                        self.form(name, resources, writing, depth)?;
                    }
                }
                _ => {}
            }
        }
        writing.states.truncate(before);
        Ok(())
    }

    /// Writes the form called `name`, if it is one and not an image.
    fn form(
        &mut self,
        name: &[u8],
        resources: &'a Dictionary,
        writing: &mut Writing,
        depth: usize,
    ) -> Result<(), Stop> {
        let document = self.document;
        let forms = resources.get_deref(b"XObject", document).and_then(Object::as_dict);
        let form = forms.and_then(|forms| forms.get_deref(name, document));
        let Ok(form) = form.and_then(Object::as_stream) else { return Ok(()) };
        if form.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form") {
            return Ok(());
        }
        let content = self.content(form, self.limit)?;
        let own = form.dict.get_deref(b"Resources", document).and_then(Object::as_dict).ok();
        let outside = writing.state.clone();
        let moved = form.dict.get_deref(b"Matrix", document).and_then(Object::as_array);
        if let Some(moved) = moved.ok().and_then(|moved| matrix(moved)) {
            writing.state.space = product(moved, writing.state.space);
        }
        self.write(&content, own.or(Some(resources)), writing, depth + 1)?;
        writing.state = outside;
        Ok(())
    }

    fn font(&mut self, resources: &'a Dictionary, name: &[u8]) -> Option<Rc<Font>> {
        let fonts = resources.get_deref(b"Font", self.document).ok()?.as_dict().ok()?;
        let dictionary = fonts.get_deref(name, self.document).ok()?.as_dict().ok()?;
        let address = std::ptr::from_ref(dictionary).addr();
        let font = self.fonts.entry(address);
        Some(Rc::clone(font.or_insert_with(|| Rc::new(Font::new(dictionary, self.document)))))
    }

    fn show(&mut self, string: Option<&Object>, writing: &mut Writing) {
        let Some(Ok(string)) = string.map(Object::as_str) else { return };
        let Some(font) = writing.state.font.clone() else {
            self.unknown += string.len() as u64;
            return;
        };
        font.show(string, &mut |shown| {
            match &shown.text {
                Some(_) => self.known += 1,
                None => self.unknown += 1,
            }
            let State { size, between, blank, stretch, .. } = writing.state;
            let blank = if shown.is_blank { blank } else { 0.0 };
            let width = shown.width * size * stretch;
            writing.put(shown.text.as_deref().unwrap_or_default(), width);
            writing.advance(width + (between + blank) * stretch);
        });
    }
}

/// Six numbers that turn places of one space into those of another.
type Matrix = [f32; 6];

const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn matrix(operands: &[Object]) -> Option<Matrix> {
    let mut matrix = UNIT;
    for (to, from) in matrix.iter_mut().zip(operands.get(..6)?) {
        *to = from.as_float().ok()?;
    }
    Some(matrix)
}

/// `inner`, then `outer`.
fn product(inner: Matrix, outer: Matrix) -> Matrix {
    let turn = |x: f32, y: f32| (x * outer[0] + y * outer[2], x * outer[1] + y * outer[3]);
    let (across, up, from) =
        (turn(inner[0], inner[1]), turn(inner[2], inner[3]), turn(inner[4], inner[5]));
    [across.0, across.1, up.0, up.1, from.0 + outer[4], from.1 + outer[5]]
}

#[derive(Clone)]
struct State {
    space: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    leading: f32,
    /// Between characters, and at blanks besides.
    between: f32,
    blank: f32,
    stretch: f32,
    rise: f32,
}

impl Default for State {
    fn default() -> Self {
        Self {
            space: UNIT,
            font: None,
            size: 1.0,
            leading: 0.0,
            between: 0.0,
            blank: 0.0,
            stretch: 1.0,
            rise: 0.0,
        }
    }
}

/// Text being written.
#[derive(Default)]
struct Writing {
    state: State,
    states: Vec<State>,
    /// Where the next character stands, and where its line began.
    text: Matrix,
    line: Matrix,
    open: Option<Line>,
    lines: Vec<Line>,
}

impl Writing {
    fn place(&mut self, matrix: Matrix) {
        (self.text, self.line) = (matrix, matrix);
    }

    fn step(&mut self, x: Option<f32>, y: Option<f32>) {
        let step = [1.0, 0.0, 0.0, 1.0, x.unwrap_or_default(), y.unwrap_or_default()];
        self.place(product(step, self.line));
    }

    fn next_line(&mut self) {
        self.step(None, Some(-self.state.leading));
    }

    fn advance(&mut self, by: f32) {
        self.text = product([1.0, 0.0, 0.0, 1.0, by, 0.0], self.text);
    }

    /// Puts `text`, which is `width` wide, where it stands.
    fn put(&mut self, text: &str, width: f32) {
        // A blank as wide as this part of the size is one.
        const BLANK: f32 = 0.16;
        let raised = product([1.0, 0.0, 0.0, 1.0, 0.0, self.state.rise], self.text);
        let [across, aslant, up_x, up_y, x, y] = product(raised, self.state.space);
        let size = self.state.size.abs() * up_x.hypot(up_y);
        let width = width * across.hypot(aslant);
        // What is written upwards or downwards is read as if the page were turned.
        let is_turned = across.abs() < aslant.abs();
        let (x, y) = if is_turned { (y * aslant.signum(), -x * aslant.signum()) } else { (x, y) };
        if text.is_empty() || !(x + y + size + width).is_finite() {
            return;
        }
        if let Some(line) = &mut self.open {
            let gap = x - line.end;
            let same = (y - line.y).abs() < 0.5 * line.size.max(size);
            if same && gap > -0.5 * size.max(line.size) {
                let is_blank = text.starts_with(' ');
                if gap > BLANK * size && !is_blank && !line.text.ends_with(' ') {
                    line.text.push(' ');
                }
                line.text.push_str(text);
                line.end = x + width;
                line.size = line.size.max(size);
                return;
            }
        }
        self.close();
        self.open = Some(Line { text: text.to_owned(), start: x, end: x + width, y, size });
    }

    fn close(&mut self) {
        let Some(mut line) = self.open.take() else { return };
        line.text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
        // What looks bold may be the same twice, one a hair beside the other.
        let again = self.lines.last().is_some_and(|before| {
            before.text == line.text
                && (before.y - line.y).abs() < 0.3 * line.size
                && (before.start - line.start).abs() < 0.5 * line.size
        });
        if !line.text.is_empty() && !again {
            self.lines.push(line);
        }
    }

    fn finish(mut self) -> Vec<Line> {
        self.close();
        self.lines
    }
}
