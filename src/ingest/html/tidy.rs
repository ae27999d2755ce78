//! What of the blocks of an article is no part of its text after all, and what is one above it.

use super::{
    super::dates,
    article::{Hints, LEAST, Page, plain, prose_of},
    blocks::Block,
    noise,
};
use crate::model::ApproxDate;

impl Page<'_> {
    /// Leaves out of `chosen` what is no part of the text.
    pub(super) fn tidy(&self, chosen: &mut Vec<usize>, hints: &Hints<'_>) {
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
            let block = &self.blocks[*at];
            block.level == Some(1)
                || title.as_ref().is_some_and(|title| plain(&block.text) == *title)
        });
        // What stands above the headline is no part of the text.
        if let Some(head) = head
            && chosen[..head].iter().all(|at| prose_of(&self.blocks[*at]) == 0)
        {
            chosen.drain(..=head);
        }
        self.leave_out_ends(chosen, title.as_deref(), hints);
        self.leave_out_bare_headings(chosen);
    }

    /// Leaves out who wrote it and when near its beginning, and whose it is at its end.
    fn leave_out_ends(&self, chosen: &mut Vec<usize>, title: Option<&str>, hints: &Hints<'_>) {
        const FARTHEST: usize = 5;
        let mut number = 0;
        chosen.retain(|at| {
            let above = number < FARTHEST;
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
        let is_text = |at: &usize| self.blocks[*at].level.is_none();
        let texts: Vec<usize> = chosen.iter().copied().filter(is_text).collect();
        let mut below = None;
        let mut kept: Vec<usize> = Vec::with_capacity(chosen.len());
        for at in chosen.iter().rev() {
            let level = self.blocks[*at].level;
            let bare = match (level, below) {
                (Some(_), None) => true, // The last thing of all.
                (Some(_), _) if self.heads_nothing(*at, &texts) => true,
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

    /// Whether none of the `texts` stands in what the heading `at` stands in with others.
    fn heads_nothing(&self, at: usize, texts: &[usize]) -> bool {
        let node = self.blocks[at].node;
        let mut around = self.tree.ancestors(node).map(|ancestor| self.within(ancestor));
        let range = around.find(|range| range.len() > 1).unwrap_or_default();
        let first = texts.partition_point(|text| *text < range.start);
        texts.get(first).is_none_or(|text| range.end <= *text)
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
    pub(super) fn lead(&self, chosen: &[usize], hints: &Hints<'_>) -> Option<usize> {
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
}
