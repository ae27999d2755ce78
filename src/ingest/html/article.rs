//! Which blocks of a page are its article.

use rustc_hash::FxHashSet;

use super::{
    super::dates,
    blocks::{Block, ratio},
    evidence::Evidence,
    noise::{self, Doubt},
    tree::Tree,
};
use crate::model::ApproxDate;

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
    out: Vec<bool>,
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
            page.leave_out();
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
                let read = self.prose_of(block);
                prose += read;
                if read == 0 && block.level.is_none() {
                    noise += block.linked + block.weight / 3 + 10;
                }
            }
            self.prose.push(prose);
            self.noise.push(noise);
        }
    }

    /// How much of a block is sentences to read.
    fn prose_of(&self, block: &Block) -> usize {
        if block.weight < SHORTEST_PROSE || block.link_share() > 0.45 || block.level.is_some() {
            0
        } else if block.weight < PROSE || block.text.contains('\n') && !has_sentence(&block.text) {
            if ends_sentence(&block.text) { block.weight / 2 } else { 0 }
        } else {
            block.weight
        }
    }

    /// The blocks that stand in the node at `index`.
    fn within(&self, index: usize) -> std::ops::Range<usize> {
        let end = self.tree.nodes[index].end;
        let first = self.blocks.partition_point(|block| block.first < index);
        let last = self.blocks.partition_point(|block| block.first < end);
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

    /// Leaves out the elements whose names or classes say that they are no part of an article.
    fn leave_out(&mut self) {
        let total = self.total();
        let mut at = 0;
        while at < self.tree.nodes.len() {
            let Some(element) = self.tree.element(at) else {
                at += 1;
                continue;
            };
            let doubt = noise::doubt(element);
            let read = if doubt == Doubt::None { 0 } else { self.prose_in(at) };
            let out = match doubt {
                Doubt::None => false,
                Doubt::Slight => {
                    !self.is_heading(at)
                        && !self.within(at).any(|block| self.prose_of(&self.blocks[block]) > 140)
                        && read * 3 < total
                }
                Doubt::Strong => read * 2 < total,
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
    fn links_within(&self, block: &Block) -> bool {
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
            // Of two that hold the same, the inner one.
            if score >= best.1 {
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
            for (at, _) in self.tree.elements(whole).skip(1) {
                let inner_read = self.prose_in(at);
                let (read_around, noise_around) = (read - inner_read, noise - self.noise_in(at));
                let narrower = inner_read * 5 >= read * 3
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
        let is_prose = |at: &usize| !self.out[*at] && self.prose_of(&self.blocks[*at]) > 0;
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
        if !sure && let Some(view) = view() {
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
        let shown: usize = (first..=last)
            .filter(|at| covered[*at])
            .map(|at| self.prose_of(&self.blocks[at]))
            .sum();
        let read = self.prose_in(container);
        (shown * 10 >= read * 6).then_some(container)
    }

    /// Where the linked data has nearly all there is to read among `chosen`, leaves out the rest
    /// but headings and the like.
    fn keep_covered(&self, chosen: &mut Vec<usize>, covered: &[bool]) {
        let read: usize = chosen.iter().map(|at| self.prose_of(&self.blocks[*at])).sum();
        let shown = chosen.iter().filter(|at| covered[**at]);
        let shown: usize = shown.map(|at| self.prose_of(&self.blocks[*at])).sum();
        if shown * 20 >= read * 17 {
            chosen.retain(|at| covered[*at] || self.prose_of(&self.blocks[*at]) == 0);
        }
    }

    /// Leaves out of `chosen` what is no part of the text.
    fn tidy(&self, chosen: &mut Vec<usize>, hints: &Hints<'_>) {
        chosen.retain(|at| {
            let block = &self.blocks[*at];
            let share = block.link_share();
            let leads_away = share > 0.8 && !self.links_within(block);
            block.text.contains(char::is_alphanumeric)
                && !leads_away
                && !noise::is_call(&block.text, share)
                && !self.in_data_table(block)
        });
        let title = hints.title.map(plain);
        let head = chosen.iter().take(6).position(|at| {
            title.as_ref().is_some_and(|title| plain(&self.blocks[*at].text) == *title)
        });
        // What stands above the headline is no part of the text.
        if let Some(head) = head
            && chosen[..head].iter().all(|at| self.prose_of(&self.blocks[*at]) == 0)
        {
            chosen.drain(..=head);
        }
        self.leave_out_ends(chosen, title.as_deref(), hints);
        self.leave_out_bare_headings(chosen);
    }

    /// Leaves out who wrote it and when above the first of the text, and whose it is below.
    fn leave_out_ends(&self, chosen: &mut Vec<usize>, title: Option<&str>, hints: &Hints<'_>) {
        let first = chosen.iter().position(|at| self.prose_of(&self.blocks[*at]) > 0);
        let mut number = 0;
        chosen.retain(|at| {
            let above = first.is_some_and(|first| number < first);
            number += 1;
            let mut lines = self.blocks[*at].text.split('\n');
            !(above
                && lines.all(|line| {
                    noise::is_byline(line)
                        || hints.authors.iter().any(|name| name == line)
                        || title.is_some_and(|title| plain(line) == title)
                }))
        });
        while let Some(at) = chosen.last()
            && noise::is_imprint(&self.blocks[*at].text)
        {
            chosen.pop();
        }
    }

    /// Leaves out headings that nothing of the text follows.
    fn leave_out_bare_headings(&self, chosen: &mut Vec<usize>) {
        let mut below = None;
        let mut kept: Vec<usize> = Vec::with_capacity(chosen.len());
        for at in chosen.iter().rev() {
            let level = self.blocks[*at].level;
            let bare = match (level, below) {
                (Some(_), None) => true, // The last thing of all.
                (Some(_), _) if self.heads_nothing(*at, chosen) => true,
                (Some(level), Some(Some(next))) => next <= level,
                _ => false,
            };
            if !bare {
                kept.push(*at);
                below = Some(level);
            }
        }
        kept.reverse();
        *chosen = kept;
    }

    /// Whether nothing of `chosen` but headings stands in what the heading `at` stands in with
    /// others.
    fn heads_nothing(&self, at: usize, chosen: &[usize]) -> bool {
        let node = self.blocks[at].node;
        let mut around = self.tree.ancestors(node).map(|ancestor| self.within(ancestor));
        let range = around.find(|range| range.len() > 1).unwrap_or_default();
        let first = chosen.partition_point(|chosen| *chosen < range.start);
        let inside = chosen[first..].iter().take_while(|chosen| **chosen < range.end);
        inside.clone().all(|chosen| self.blocks[*chosen].level.is_some())
    }

    /// The one day that lines above the text say, where the page tells no date elsewhere.
    pub(super) fn day_above(&self, chosen: &[usize]) -> Option<ApproxDate> {
        const FARTHEST: usize = 12;
        const LONGEST: usize = 60;
        let first = *chosen.first()?;
        let above = &self.blocks[first.saturating_sub(FARTHEST)..first];
        let lines = above.iter().flat_map(|block| block.text.split(['\n', '|', '·', '•']));
        let days = lines.filter(|line| line.len() <= LONGEST).filter_map(|line| {
            let behind = line.split_once(": ").map_or(line, |(_, behind)| behind);
            dates::parse(line).or_else(|| dates::parse(behind))
        });
        let mut days = days.filter(|date| date.first() == date.last());
        let day = days.next()?;
        days.all(|other| other == day).then_some(day)
    }

    /// Whether a block stands in a table of figures rather than one that the page is laid out by.
    fn in_data_table(&self, block: &Block) -> bool {
        let table = self
            .tree
            .ancestors(block.node)
            .chain([block.node])
            .find(|at| self.tree.element(*at).is_some_and(|element| element.is("table")));
        table.is_some_and(|table| {
            let cells = self.within(table);
            let most = cells.clone().map(|at| self.blocks[at].weight).max().unwrap_or_default();
            let all: usize = cells.clone().map(|at| self.blocks[at].weight).sum();
            (cells.len() >= 4 && all / cells.len() < 60 && most < 300) || all < LEAST
        })
    }

    /// The block above the article that sums it up, where it is not the article's first.
    fn lead(&self, chosen: &[usize], hints: &Hints<'_>) -> Option<usize> {
        const FARTHEST: usize = 40;
        let first = *chosen.first()?;
        let description = hints.description.map(plain).filter(|text| text.len() >= 40);
        let mut lead = None;
        for at in (first.saturating_sub(FARTHEST)..first).rev() {
            let block = &self.blocks[at];
            if block.level == Some(1) {
                break;
            }
            if block.weight < 40 || block.link_share() > 0.45 {
                continue;
            }
            let words = plain(&block.text);
            let told = description
                .as_ref()
                .is_some_and(|text| text.starts_with(&words) || words.starts_with(text));
            let named = !self.out[at]
                && std::iter::once(block.node)
                    .chain(self.tree.ancestors(block.node).take(2))
                    .filter_map(|at| self.tree.element(at))
                    .any(noise::is_lead);
            if told || named {
                lead = Some((at, words));
                break;
            }
        }
        let (at, words) = lead?;
        let twice = chosen.iter().take(3).any(|at| plain(&self.blocks[*at].text) == words);
        (!twice).then_some(at)
    }

    /// How much there is to read in `chosen`.
    pub(super) fn read_in(&self, chosen: &[usize]) -> usize {
        chosen.iter().map(|at| self.blocks[*at].weight).sum()
    }
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
