//! Which blocks of a page are its article.

use rustc_hash::FxHashSet;

use super::{
    blocks::{Block, ratio},
    evidence::Evidence,
    noise::{self, Doubt},
    tree::{Element, Tree},
};

/// Less to read than this is no article.
pub(super) const LEAST: usize = 200;

/// Of a block: that it is something to read, and how much.
const SHORTEST_PROSE: usize = 25;
const PROSE: usize = 80;

/// What a page says of its article elsewhere.
#[derive(Debug, Default)]
pub(super) struct Hints<'a> {
    /// Its title, as found so far.
    pub(super) title: Option<&'a str>,
    /// What it says that the page is about.
    pub(super) description: Option<&'a str>,
    /// Who wrote it.
    pub(super) authors: &'a [String],
    /// The text in its linked data.
    pub(super) text: Option<&'a Evidence>,
}

/// The blocks that a reading view shows, with nothing but their letters.
pub(super) type View = FxHashSet<String>;

/// A page while its article is looked for.
pub(super) struct Page<'a> {
    pub(super) tree: &'a Tree,
    pub(super) blocks: Vec<Block>,
    /// Running sums over `blocks` of what there is to read, and of what speaks against.
    prose: Vec<usize>,
    noise: Vec<usize>,
    /// The same of their weights, and of how many are headings.
    weights: Vec<usize>,
    headings: Vec<usize>,
    /// By block: left out.
    pub(super) out: Vec<bool>,
}

impl<'a> Page<'a> {
    /// Looks at `tree`; `strict` leaves out what is doubtful or hidden.
    pub(super) fn new(tree: &'a Tree, blocks: Vec<Block>, strict: bool) -> Self {
        let sums = |of: &dyn Fn(&Block) -> usize| -> Vec<usize> {
            let mut sum = 0;
            let sums = blocks.iter().map(|block| {
                sum += of(block);
                sum
            });
            [0].into_iter().chain(sums).collect()
        };
        let weights = sums(&|block| block.weight);
        let headings = sums(&|block| usize::from(block.level.is_some()));
        let mut page = Self {
            tree,
            prose: Vec::new(),
            noise: Vec::new(),
            weights,
            headings,
            out: vec![false; blocks.len()],
            blocks,
        };
        page.sum();
        if strict {
            // What is sure counts for nothing when the rest is weighed.
            page.leave_out(Doubt::Sure);
            page.sum();
            page.leave_out(Doubt::Slight);
            page.leave_out_cards();
            page.sum();
        }
        page
    }

    fn sum(&mut self) {
        let (mut prose, mut noise) = (0, 0);
        self.prose = vec![0];
        self.noise = vec![0];
        for (at, block) in self.blocks.iter().enumerate() {
            if !self.out[at] {
                let read = prose_of(block);
                prose += read;
                let said = block.linked == 0 && ends_sentence(&block.text);
                if read == 0 && block.level.is_none() && !said {
                    noise += block.linked + block.weight / 3 + 10;
                }
            }
            self.prose.push(prose);
            self.noise.push(noise);
        }
    }

    /// The blocks that stand in the node at `index` as a whole.
    pub(super) fn within(&self, index: usize) -> std::ops::Range<usize> {
        let end = self.tree.nodes[index].end;
        let first = self.blocks.partition_point(|block| block.first < index);
        let last = self.blocks.partition_point(|block| block.end <= end);
        first..last.max(first)
    }

    fn prose_in(&self, index: usize) -> usize {
        let range = self.within(index);
        self.prose[range.end] - self.prose[range.start]
    }

    fn noise_in(&self, index: usize) -> usize {
        let range = self.within(index);
        self.noise[range.end] - self.noise[range.start]
    }

    fn score(&self, index: usize) -> f64 {
        ratio(self.prose_in(index), 1) - 0.7 * ratio(self.noise_in(index), 1)
    }

    fn total(&self) -> usize {
        self.prose.last().copied().unwrap_or_default()
    }

    /// Leaves out the elements whose names or classes make it doubtful, to the `least`, that they
    /// are part of an article.
    fn leave_out(&mut self, least: Doubt) {
        let total = self.total();
        let mut at = 0;
        while at < self.tree.nodes.len() {
            let Some(element) = self.tree.element(at) else {
                at += 1;
                continue;
            };
            let doubt = Some(noise::doubt(element)).filter(|doubt| least <= *doubt);
            let doubt = doubt.unwrap_or(Doubt::None);
            let read = if doubt == Doubt::None { 0 } else { self.prose_in(at) };
            let out = match doubt {
                Doubt::None => false,
                Doubt::Slight => {
                    !self.is_heading(at)
                        && !self.within(at).any(|block| prose_of(&self.blocks[block]) > 140)
                        && read * 3 < total
                }
                Doubt::Strong => {
                    read * 2 < total && !(read * 4 >= total && noise::is_body(element))
                }
                Doubt::Sure => total - read >= LEAST || read == 0,
            };
            if out && !self.tells_lead(at, doubt) {
                for block in self.within(at) {
                    self.out[block] = true;
                }
                at = self.tree.nodes[at].end;
            } else {
                at += 1;
            }
        }
    }

    /// Whether the element at `index` holds a heading and nothing else.
    fn is_heading(&self, index: usize) -> bool {
        let mut within = self.within(index);
        within.len() == 1 && within.all(|block| self.blocks[block].level.is_some())
    }

    /// Whether the element at `index` is only left out for standing in a header, and is a lead.
    fn tells_lead(&self, index: usize, doubt: Doubt) -> bool {
        doubt == Doubt::Slight
            && self
                .tree
                .elements(index)
                .any(|(_, element)| noise::is_lead(element) || element.is("h1"))
    }

    /// Leaves out what only announces another page: a headline that is a link, and what little
    /// stands around it.
    fn leave_out_cards(&mut self) {
        const MOST: usize = 500;
        for at in 0..self.blocks.len() {
            let block = &self.blocks[at];
            let heading = block.level.is_some_and(|level| level > 1);
            if !heading || block.link_share() < 0.9 || self.links_within(block) {
                continue;
            }
            let mut card = None;
            for ancestor in self.tree.ancestors(block.node).take(5) {
                let range = self.within(ancestor);
                let headings = self.headings[range.end] - self.headings[range.start];
                let weight = self.weights[range.end] - self.weights[range.start];
                if weight > MOST || headings > 1 {
                    break;
                }
                card = Some(ancestor);
            }
            self.out[at] = true;
            for block in card.map_or(0..0, |card| self.within(card)) {
                self.out[block] = true;
            }
        }
    }

    /// Whether the links of a block lead to places of the same page.
    pub(super) fn links_within(&self, block: &Block) -> bool {
        let around = self.tree.ancestors(block.node).take(3).filter_map(|at| self.tree.element(at));
        let inside = self.tree.elements(block.node).map(|(_, element)| element);
        let mut links = inside.chain(around).filter_map(|element| element.attribute("href"));
        links.next().is_some_and(|href| href.starts_with('#'))
    }

    /// The element that holds the article, and whether it is sure that it is not more.
    fn container(&self) -> (usize, bool) {
        let mut best = (0, f64::MIN);
        let mut body = None;
        for (at, element) in self.tree.elements(0) {
            let score = self.score(at);
            // Of two that hold the same, the inner one; but a paragraph is no article.
            let may_be = self.prose_in(at) > 0;
            if may_be && score >= best.1 && !is_line(element) {
                best = (at, score);
            }
            let read = self.prose_in(at);
            if read >= LEAST && body.is_none_or(|(_, most)| most < read) && noise::is_body(element)
            {
                body = Some((at, read));
            }
        }
        match body {
            Some((at, read)) if read * 4 >= self.prose_in(best.0) * 3 => (at, true),
            _ => {
                let at = self.narrowed(best.0);
                (at, self.noise_in(at) * 4 < self.prose_in(at))
            }
        }
    }

    /// The element within the one at `index` that the rest of it is only the surroundings of, as
    /// its links and scraps tell.
    fn narrowed(&self, index: usize) -> usize {
        let mut whole = index;
        loop {
            let (read, noise) = (self.prose_in(whole), self.noise_in(whole));
            let mut best: Option<(usize, f64)> = None;
            for (at, element) in self.tree.elements(whole).skip(1) {
                let inner_read = self.prose_in(at);
                let (read_around, noise_around) = (read - inner_read, noise - self.noise_in(at));
                let narrower = LEAST <= inner_read
                    && inner_read * 5 >= read * 3
                    && !is_line(element)
                    && read_around > 0
                    && noise_around * 5 >= read_around * 2;
                let score = self.score(at);
                if narrower && best.is_none_or(|(_, most)| most <= score) {
                    best = Some((at, score));
                }
            }
            match best {
                Some((at, _)) => whole = at,
                None => return self.tightened(whole),
            }
        }
    }

    /// The innermost element within the one at `index` that holds nearly all of it, where what
    /// little stands around is not set as its paragraphs are.
    fn tightened(&self, index: usize) -> usize {
        let all = self.prose_in(index);
        let inner = self.tree.elements(index).filter(|(at, _)| self.prose_in(*at) * 10 >= all * 9);
        let Some((inner, _)) = inner.last() else { return index };
        let within = self.within(inner);
        let is_prose = |at: &usize| !self.out[*at] && prose_of(&self.blocks[*at]) > 0;
        let set: FxHashSet<_> =
            within.clone().filter(is_prose).map(|at| self.setting(&self.blocks[at])).collect();
        let mut around = self.within(index).filter(|at| !within.contains(at)).filter(is_prose);
        let alike = around.any(|at| set.contains(&self.setting(&self.blocks[at])));
        if alike || within.filter(is_prose).nth(2).is_none() { index } else { inner }
    }

    /// How a block is set: the names and classes of its element and of what that stands in.
    fn setting(&self, block: &Block) -> [Option<(&str, Option<&str>)>; 2] {
        [block.node, self.tree.nodes[block.node].parent].map(|at| {
            let element = self.tree.element(at)?;
            Some((&*element.name, element.attribute("class")))
        })
    }

    /// The blocks of the article, in order; `view` is asked for those of the reading view where
    /// the page leaves doubts.
    pub(super) fn article(&self, hints: &Hints<'_>, view: &dyn Fn() -> Option<View>) -> Vec<usize> {
        let evidence = hints.text.and_then(|text| self.covered(text));
        let around = evidence.as_ref().and_then(|covered| self.around(covered));
        let (container, sure) = around.map_or_else(|| self.container(), |at| (at, true));
        let mut chosen: Vec<usize> = self.within(container).filter(|at| !self.out[*at]).collect();
        if let Some(covered) = &evidence {
            self.keep_covered(&mut chosen, covered);
        }
        self.tidy(&mut chosen, hints);
        let enough = 5 * LEAST <= self.read_in(&chosen);
        if !sure
            && enough
            && let Some(view) = view()
        {
            self.keep_viewed(&mut chosen, &view);
        }
        if let Some(lead) = self.lead(&chosen, hints) {
            chosen.insert(0, lead);
        }
        chosen
    }

    /// Leaves out of `chosen` what the reading view does not show, where it shows most.
    fn keep_viewed(&self, chosen: &mut Vec<usize>, view: &View) {
        let shows = |at: &usize| view.contains(&plain(&self.blocks[*at].text));
        let kept: Vec<usize> = chosen.iter().copied().filter(shows).collect();
        if self.read_in(&kept) * 2 >= self.read_in(chosen) {
            *chosen = kept;
        }
    }

    /// By block, whether the text of the linked data holds it; nothing where that is another text,
    /// or less than the page shows.
    fn covered(&self, text: &Evidence) -> Option<Vec<bool>> {
        let covered: Vec<bool> = self
            .blocks
            .iter()
            .map(|block| block.weight >= SHORTEST_PROSE && text.holds(&block.text))
            .collect();
        let weight = |wanted: &dyn Fn(usize) -> bool| -> usize {
            let kept = self.blocks.iter().enumerate().filter(|(at, _)| wanted(*at));
            kept.map(|(_, block)| block.weight).sum()
        };
        let shown = weight(&|at| covered[at]);
        (shown >= LEAST && shown * 10 >= text.weight() * 6).then_some(covered)
    }

    /// The innermost element around all blocks that are `covered`, unless that shows far more.
    fn around(&self, covered: &[bool]) -> Option<usize> {
        let first = covered.iter().position(|covered| *covered)?;
        let last = covered.iter().rposition(|covered| *covered)?;
        let to = self.blocks[last].first;
        let start = self.blocks[first].first;
        let container =
            self.tree.ancestors(start).find(|ancestor| to < self.tree.nodes[*ancestor].end)?;
        let shown: usize =
            (first..=last).filter(|at| covered[*at]).map(|at| prose_of(&self.blocks[at])).sum();
        let read = self.prose_in(container);
        (shown * 10 >= read * 6).then_some(container)
    }

    /// Where the linked data has nearly all there is to read among `chosen`, leaves out the rest
    /// but headings and the like.
    fn keep_covered(&self, chosen: &mut Vec<usize>, covered: &[bool]) {
        let read: usize = chosen.iter().map(|at| prose_of(&self.blocks[*at])).sum();
        let shown = chosen.iter().filter(|at| covered[**at]);
        let shown: usize = shown.map(|at| prose_of(&self.blocks[*at])).sum();
        if shown * 20 >= read * 17 {
            chosen.retain(|at| covered[*at] || prose_of(&self.blocks[*at]) == 0);
        }
    }

    /// How much of what is to be read in `chosen` stands in `text`.
    pub(super) fn shared_with(&self, text: &Evidence, chosen: &[usize]) -> usize {
        let blocks = chosen.iter().map(|at| &self.blocks[*at]);
        blocks.filter(|block| text.holds(&block.text)).map(|block| block.weight).sum()
    }

    /// How much there is to read in `chosen`.
    pub(super) fn read_in(&self, chosen: &[usize]) -> usize {
        chosen.iter().map(|at| self.blocks[*at].weight).sum()
    }
}

/// How much of a block is sentences to read.
pub(super) fn prose_of(block: &Block) -> usize {
    if block.weight < SHORTEST_PROSE || block.link_share() > 0.45 || block.level.is_some() {
        0
    } else if block.weight < PROSE || block.text.contains('\n') && !has_sentence(&block.text) {
        if ends_sentence(&block.text) { block.weight / 2 } else { 0 }
    } else {
        block.weight
    }
}

/// Whether an element is no more than a paragraph or a piece of one.
fn is_line(element: &Element) -> bool {
    matches!(&*element.name, "p" | "li" | "span" | "a")
}

/// `text` in lower case, with nothing but its letters and numbers.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether one of the lines of `text` is long or ends as a sentence does.
fn has_sentence(text: &str) -> bool {
    text.split('\n').any(|line| line.len() >= PROSE || ends_sentence(line))
}

/// Whether `text` ends as a sentence does.
fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(|char: char| {
        char.is_whitespace()
            || matches!(char, '"' | '\'' | '”' | '’' | '»' | '“' | ')' | ']' | '」')
    });
    bare.ends_with(['.', '!', '?', ':', '…', ';', '。', '！', '？', '।', '؟', '۔', '。'])
}
