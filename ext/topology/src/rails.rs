//! Vertical lines to lanes that are not next to a device, each on a track of its own as far as it goes.

/// The track of each span, counted from the lanes' inner end. Spans that share a place have different tracks; short ones are
/// further in, so that they cross less.
pub(super) fn tracks(spans: &[(usize, usize)]) -> (Vec<usize>, usize) {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|index| (spans[*index].1 - spans[*index].0, spans[*index].0, *index));
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut tracks = vec![0; spans.len()];
    for index in order {
        let (from, to) = spans[index];
        let is_free = |track: &Vec<(usize, usize)>| track.iter().all(|(start, end)| to < *start || from > *end);
        let track = taken.iter().position(is_free).unwrap_or_else(|| {
            taken.push(Vec::new());
            taken.len() - 1
        });
        taken[track].push((from, to));
        tracks[index] = track;
    }
    (tracks, taken.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_meet_have_different_tracks() {
        let spans = [(0, 10), (1, 3), (3, 5), (4, 6), (7, 9)];
        let (tracks, count) = tracks(&spans);
        assert_eq!(tracks, [2, 0, 1, 0, 0]);
        assert_eq!(count, 3);
    }
}
