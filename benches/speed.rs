//! How fast extraction, analysis, indexing and queries are, on a made-up corpus.
//!
//! Run with `cargo bench --bench speed`; what was measured when is in `benches/RESULTS.md`. Written without
//! criterion's macros, which hide what runs.

use std::{
    fs,
    hint::black_box,
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Duration,
};

use criterion::{BatchSize, Criterion, Throughput};
use jiff::civil::date;
use onrecord::{
    cli::write_synthetic_corpus,
    extract::Extractor,
    index::{Analyzer, Store},
    ingest::{self, ReadOptions},
    model::Document,
    pipeline::{self, IndexOptions},
    query::{self, Facet, SearchOptions},
    text::words,
};
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tempfile::TempDir;

/// Documents that queries are run on.
const MANY: usize = 2_000;
/// Documents that are indexed over and over.
const FEW: usize = 200;

fn main() {
    let mut criterion = Criterion::default()
        .configure_from_args()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5));
    let folder = TempDir::new().expect("a temporary folder can be made");
    let few = corpus(folder.path(), "few", FEW);
    let many = corpus(folder.path(), "many", MANY);
    let documents = documents(&few);
    extraction(&mut criterion, &documents);
    analysis(&mut criterion, &documents);
    indexing(&mut criterion, &few, &documents);
    queries(&mut criterion, folder.path(), &many);
    criterion.final_summary();
}

fn corpus(folder: &Path, name: &str, n_documents: usize) -> PathBuf {
    let corpus = folder.join(name);
    fs::create_dir(&corpus).expect("a folder can be made in the temporary one");
    write_synthetic_corpus(&corpus, n_documents).expect("the temporary folder has room");
    corpus
}

fn documents(corpus: &Path) -> Vec<Document> {
    let mut documents = Vec::new();
    for source in ingest::walk(&[corpus.to_owned()]) {
        let source = source.expect("the made-up corpus is in order");
        ingest::read(&source, &ReadOptions::default(), &mut |document| {
            documents.push(document.expect("the made-up corpus is in order"));
            ControlFlow::Continue(())
        });
    }
    documents
}

fn bytes(documents: &[Document]) -> u64 {
    documents.iter().map(|document| document.text.len() as u64).sum()
}

fn extraction(criterion: &mut Criterion, documents: &[Document]) {
    let extractor = Extractor::default();
    let mut group = criterion.benchmark_group("extract");
    group.throughput(Throughput::Bytes(bytes(documents)));
    group.bench_function("statements", |bencher| {
        bencher.iter(|| {
            for document in documents {
                black_box(extractor.extract(document));
            }
        });
    });
    group.finish();
}

fn analysis(criterion: &mut Criterion, documents: &[Document]) {
    let mut group = criterion.benchmark_group("analyze");
    group.throughput(Throughput::Bytes(bytes(documents)));
    group.bench_function("words", |bencher| {
        bencher.iter(|| {
            let n: usize = documents.iter().map(|document| words(&document.text).count()).sum();
            black_box(n)
        });
    });
    let mut analyzer = Analyzer::default();
    group.bench_function("terms", |bencher| {
        bencher.iter(|| {
            for document in documents {
                let mut tokens = analyzer.token_stream(&document.text);
                while tokens.advance() {
                    black_box(tokens.token());
                }
            }
        });
    });
    group.finish();
}

fn indexing(criterion: &mut Criterion, corpus: &Path, documents: &[Document]) {
    let extractor = Extractor::default();
    let mut group = criterion.benchmark_group("index");
    group.throughput(Throughput::Bytes(bytes(documents))).sample_size(10);
    group.bench_function("from nothing", |bencher| {
        bencher.iter_batched(
            || TempDir::new().expect("a temporary folder can be made"),
            |folder| {
                let index = folder.path().join("index");
                run(corpus, &extractor, index);
                folder
            },
            BatchSize::PerIteration,
        );
    });
    let folder = TempDir::new().expect("a temporary folder can be made");
    let index = folder.path().join("index");
    run(corpus, &extractor, index.clone());
    group.bench_function("nothing changed", |bencher| {
        bencher.iter(|| {
            run(corpus, &extractor, index.clone());
        });
    });
    group.finish();
}

fn run(corpus: &Path, extractor: &Extractor, index: PathBuf) {
    let options = IndexOptions { index, ..IndexOptions::default() };
    pipeline::index(&[corpus.to_owned()], extractor, &options, &|_| {})
        .expect("the made-up corpus is indexed");
}

fn queries(criterion: &mut Criterion, folder: &Path, corpus: &Path) {
    let index = folder.join("index");
    run(corpus, &Extractor::default(), index.clone());
    let store = Store::open(&index).expect("it was just written");
    let today = date(2026, 1, 1);
    let mut group = criterion.benchmark_group("query");
    for line in include_str!("queries.txt").lines().filter(|line| !line.starts_with('#')) {
        let (name, text) = line.split_once('\t').expect("a name, a tab, a query");
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let query = query::parse(text, today).query;
                query::search(&store, &query, &SearchOptions::default()).expect("it is answered")
            });
        });
    }
    let facets = vec![Facet::Speaker, Facet::Topic, Facet::Year];
    let options = SearchOptions { facets, limit: 0, ..SearchOptions::default() };
    group.bench_function("counts of everything", |bencher| {
        bencher
            .iter(|| query::search(&store, &query::Query::All, &options).expect("it is answered"));
    });
    group.bench_function("open and ask", |bencher| {
        bencher.iter(|| {
            let store = Store::open(&index).expect("it was just written");
            let query = query::parse("commitment", today).query;
            query::search(&store, &query, &SearchOptions::default()).expect("it is answered")
        });
    });
    group.finish();
}
