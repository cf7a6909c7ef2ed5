//! Parts of the corpus that share no source.

use std::collections::BTreeMap;

use crate::corpus::Document;

/// The part each document is in, 0 to `count` - 1. Whole sources go to the emptiest part, the largest first.
pub fn by_source(documents: &[Document], count: usize) -> Vec<usize> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for document in documents {
        *sizes.entry(&document.source).or_default() += document.sentences.len();
    }
    let mut order: Vec<(&str, usize)> = sizes.into_iter().collect();
    order.sort_by_key(|(source, size)| (usize::MAX - size, *source));
    let mut load = vec![0; count];
    let mut part_of = BTreeMap::new();
    for (source, size) in order {
        let part = (0..count)
            .min_by_key(|part| load[*part])
            .expect("there are parts");
        load[part] += size;
        part_of.insert(source, part);
    }
    documents
        .iter()
        .map(|document| part_of[document.source.as_str()])
        .collect()
}
