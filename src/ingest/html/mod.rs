//! Web pages: the article without the page around it.

mod article;
mod attributes;
mod blocks;
mod charset;
mod evidence;
mod linked_data;
mod literal;
mod noise;
mod page;
mod says;
mod scan;
mod second;
mod tags;
mod tidy;
mod title;
mod tree;

pub(super) use page::read;
