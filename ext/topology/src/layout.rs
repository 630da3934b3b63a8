//! The position of everything, in pixels. Boxes do not overlap, and each connection has a line.

use std::collections::HashMap;

use super::contents::{self, Content};
use super::model::{State, Topology};
use super::nodes::{FEW_NETWORKS, Node, nodes};
use super::shapes::{INSET, LANE, LINE, Layout, MARGIN, Place, Shape, TEXT, Wire, folded, height};
use super::words::{plain, width};
use super::{lanes, rails};

/// Networks that a picture has at most; of more, it says how many are left out.
pub const MOST_NETWORKS: usize = 1_000;

const BOX: i32 = 192;
/// That of one which has a longer address
const WIDE_BOX: i32 = 320;
const GAP: i32 = 16;
/// Between a lane and what hangs on it
const DROP: i32 = 20;
const CARD: i32 = 224;
const TRACK: i32 = 14;
const CHANNEL: i32 = 8;
const HEADING: i32 = 30;
/// Boxes in a line: as many as there are, within this
const PER_LINE: (usize, usize) = (4, 5);
/// Boxes of a list
const LISTED: usize = 60;

/// Lays a topology out.
pub(super) fn layout(topology: &Topology) -> Layout {
    let (topology, left_out) = topology.at_most(MOST_NETWORKS);
    let topology = topology.grouped();
    let topology = topology.as_ref();
    let nodes = nodes(topology);
    let order = lanes::order(topology, &nodes.drawn);
    let homes = lanes::homes(topology, &nodes.drawn, &order);
    let mut drawing = Drawing::new(topology, &nodes.drawn, &order, &homes);
    drawing.lanes(&nodes.counted);
    let mut is_card = vec![true; topology.networks.len()];
    order.iter().for_each(|network| is_card[*network] = false);
    let cards: Vec<usize> = (0..topology.networks.len()).filter(|network| is_card[*network]).collect();
    drawing.cards(&cards, &nodes.counted);
    drawing.list("Without a network", nodes.loose.len(), |index| contents::device(topology, nodes.loose[index], true));
    drawing.list("Security groups", topology.groups.len(), |index| contents::group(topology, index));
    drawing.finish(left_out)
}

struct Drawing<'a> {
    topology: &'a Topology,
    nodes: &'a [Node],
    order: &'a [usize],
    /// By lane, the nodes below it.
    rows: Vec<Vec<usize>>,
    /// By node, the track of its rail.
    rails: Vec<Option<usize>>,
    /// By node, whether it is fixed to the lane below it as well.
    is_between: Vec<bool>,
    /// By node, the lanes that it needs a rail for, ascending.
    further: Vec<Vec<usize>>,
    /// Of wires that end at the next lane: index and beginning.
    hanging: Vec<(usize, (i32, i32))>,
    /// By node on the way, the wire of what of its connections is on the way, too: a router has others.
    marked: HashMap<usize, usize>,
    per_line: usize,
    wide: i32,
    left: i32,
    y: i32,
    layout: Layout,
}

impl<'a> Drawing<'a> {
    fn new(topology: &'a Topology, nodes: &'a [Node], order: &'a [usize], homes: &[usize]) -> Self {
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
        homes.iter().enumerate().for_each(|(node, home)| rows[*home].push(node));
        for row in &mut rows {
            // What leads further is beside the rails, counts are at the end.
            row.sort_by_key(|node| {
                (nodes[*node].networks.len() == 1, nodes[*node].is_count(), nodes[*node].devices[0])
            });
        }
        let widest = rows.iter().map(Vec::len).max().unwrap_or_default();
        // Many networks take the width that there is.
        let least = if topology.networks.len() > FEW_NETWORKS { PER_LINE.1 } else { PER_LINE.0 };
        let per_line = widest.clamp(least, PER_LINE.1);
        let mut is_between = vec![false; nodes.len()];
        let mut rails = vec![None; nodes.len()];
        let lane_of: HashMap<usize, usize> = order.iter().enumerate().map(|(lane, network)| (*network, lane)).collect();
        let (mut with_rail, mut spans) = (Vec::new(), Vec::new());
        let mut further = Vec::with_capacity(nodes.len());
        for (node, home) in homes.iter().enumerate() {
            let mut own: Vec<usize> = nodes[node].networks.iter().map(|network| lane_of[network]).collect();
            own.sort_unstable();
            is_between[node] = rows[*home].len() <= per_line && own.contains(&(home + 1));
            own.retain(|lane| lane != home && !(is_between[node] && *lane == home + 1));
            if let (Some(first), Some(last)) = (own.first(), own.last()) {
                with_rail.push(node);
                // Lanes have even places, the rows between them odd ones.
                let row = 2 * home + 1;
                spans.push(((2 * first).min(row), (2 * last).max(row)));
            }
            further.push(own);
        }
        let (tracks, count) = rails::tracks(&spans);
        with_rail.into_iter().zip(tracks).for_each(|(node, track)| rails[node] = Some(track));
        let left = MARGIN + TRACK * i32::try_from(count).unwrap_or_default() + 20;
        let (hanging, marked, layout) = (Vec::new(), HashMap::new(), Layout::default());
        let (wide, y) = (box_width(topology, nodes), MARGIN);
        Self {
            topology,
            nodes,
            order,
            rows,
            rails,
            is_between,
            further,
            hanging,
            marked,
            per_line,
            wide,
            left,
            y,
            layout,
        }
    }

    fn width(&self) -> i32 {
        self.left + i32::try_from(self.per_line).unwrap_or_default() * (self.wide + GAP) - GAP + MARGIN
    }

    fn is_on_way(&self, lane: usize) -> bool {
        self.order.get(lane).is_some_and(|network| self.topology.networks[*network].object.is_on_way)
    }

    fn rail(&self, track: usize) -> i32 {
        self.left - 20 - TRACK * i32::try_from(track).unwrap_or_default()
    }

    fn lanes(&mut self, counted: &[Vec<usize>]) {
        let with_groups = self.topology.networks.len() <= FEW_NETWORKS;
        let mut lane_y = Vec::with_capacity(self.order.len());
        // Of each wire with a rail: node, index in the layout, y of its beginning
        let mut open = Vec::new();
        for (lane, network) in self.order.iter().enumerate() {
            let content = contents::network(self.topology, *network, &counted[*network]);
            let (x, width) = (MARGIN, self.width() - 2 * MARGIN);
            lane_y.push(self.y);
            let shape = Shape::Lane(self.left);
            self.layout.places.push(Place { x, y: self.y, width, height: LANE, shape, content });
            self.y += LANE;
            let row = std::mem::take(&mut self.rows[lane]);
            let bottom_of_lane = self.y;
            for (number, line) in row.chunks(self.per_line).enumerate() {
                self.y += DROP;
                self.line((lane, bottom_of_lane), number, line, with_groups, &mut open);
            }
            self.y += if row.is_empty() { 12 } else { DROP };
            for (wire, (x, y)) in std::mem::take(&mut self.hanging) {
                let wire = &mut self.layout.wires[wire];
                wire.lines.push(vec![(x, y), (x, self.y)]);
                wire.dots.push((x, self.y));
            }
        }
        for (node, wire, y) in open {
            let Some(track) = self.rails[node] else { continue };
            let x = self.rail(track);
            let ends: Vec<i32> = self.further[node].iter().map(|lane| lane_y[*lane] + LANE / 2).collect();
            let top = ends.iter().copied().min().unwrap_or(y).min(y);
            let bottom = ends.iter().copied().max().unwrap_or(y).max(y);
            if let Some(marked) = self.marked.get(&node).copied() {
                for (lane, end) in self.further[node].clone().into_iter().zip(ends.iter().copied()) {
                    if self.is_on_way(lane) {
                        self.layout.wires[marked].lines.push(vec![(x, y), (x, end)]);
                        self.layout.wires[marked].dots.push((x, end));
                    }
                }
            }
            let wire = &mut self.layout.wires[wire];
            wire.lines.push(vec![(x, top), (x, bottom)]);
            wire.dots.extend(ends.into_iter().map(|end| (x, end)));
        }
        if !self.order.is_empty() {
            self.y += GAP;
        }
    }

    /// A line of boxes below a lane, which is given by its number and lower edge, and what connects them with it.
    fn line(
        &mut self,
        (lane, bottom): (usize, i32),
        number: usize,
        line: &[usize],
        with_groups: bool,
        open: &mut Vec<(usize, usize, i32)>,
    ) {
        let contents: Vec<Content> =
            line.iter().map(|node| contents::node(self.topology, &self.nodes[*node], with_groups)).collect();
        let contents: Vec<Content> = contents.into_iter().map(|content| folded(content, self.wide)).collect();
        let height = contents.iter().map(height).max().unwrap_or_default();
        let spine = self.left - 10;
        let mut channels = 0;
        let (mut x, y) = (self.left, self.y);
        for (node, content) in line.iter().zip(contents) {
            let middle = x + self.wide / 2;
            let mut wire = Wire { is_down: content.state != State::Up, ..Wire::default() };
            let mut marked = Wire { is_on_way: content.is_on_way, ..wire.clone() };
            // Further lines hang on a line that leaves the lane at its side.
            let (line, dot) = if number == 0 {
                (vec![(middle, y), (middle, bottom)], (middle, bottom))
            } else {
                (vec![(middle, y), (middle, y - DROP / 2), (spine, y - DROP / 2), (spine, bottom)], (spine, bottom))
            };
            if self.is_on_way(lane) {
                marked.lines.push(line.clone());
                marked.dots.push(dot);
            }
            wire.lines.push(line);
            wire.dots.push(dot);
            if let Some(track) = self.rails[*node] {
                channels += 1;
                let channel = y + height + CHANNEL * channels;
                let line = vec![(x + 24, y + height), (x + 24, channel), (self.rail(track), channel)];
                if self.further[*node].iter().any(|further| self.is_on_way(*further)) {
                    marked.lines.push(line.clone());
                }
                wire.lines.push(line);
                open.push((*node, self.layout.wires.len(), channel));
            }
            if self.is_between[*node] {
                self.hanging.push((self.layout.wires.len(), (middle, y + height)));
                if marked.is_on_way && self.is_on_way(lane + 1) {
                    self.hanging.push((self.layout.wires.len() + 1, (middle, y + height)));
                }
            }
            self.layout.wires.push(wire);
            if marked.is_on_way {
                self.marked.insert(*node, self.layout.wires.len());
                self.layout.wires.push(marked);
            }
            self.layout.places.push(Place { x, y, width: self.wide, height, shape: Shape::Box, content });
            x += self.wide + GAP;
        }
        self.y += height + CHANNEL * channels;
    }

    fn cards(&mut self, networks: &[usize], counted: &[Vec<usize>]) {
        if networks.is_empty() {
            return;
        }
        if !self.order.is_empty() {
            let has_nothing = networks.iter().all(|network| counted[*network].is_empty());
            self.heading(if has_nothing { "Networks with nothing on them" } else { "Networks without a router" });
        }
        let contents: Vec<Content> =
            networks.iter().map(|network| contents::card(self.topology, *network, &counted[*network])).collect();
        self.grid(contents, CARD, Shape::Card);
    }

    fn list(&mut self, heading: &str, count: usize, content: impl Fn(usize) -> Content) {
        if count == 0 {
            return;
        }
        self.heading(heading);
        let contents: Vec<Content> = (0..count.min(LISTED)).map(content).collect();
        self.grid(contents, self.wide, Shape::Box);
        if count > LISTED {
            self.note(format!("and {} more: search for them", count - LISTED));
        }
    }

    fn grid(&mut self, contents: Vec<Content>, least: i32, shape: Shape) {
        let room = self.width() - 2 * MARGIN;
        let columns = ((room + GAP) / (least + GAP)).max(1);
        let width = (room + GAP) / columns - GAP;
        let contents: Vec<Content> = contents.into_iter().map(|content| folded(content, width)).collect();
        let height = contents.iter().map(height).max().unwrap_or_default();
        let mut column = 0;
        for content in contents {
            let x = MARGIN + column * (width + GAP);
            self.layout.places.push(Place { x, y: self.y, width, height, shape, content });
            column += 1;
            if column == columns {
                column = 0;
                self.y += height + GAP;
            }
        }
        if column > 0 {
            self.y += height + GAP;
        }
    }

    fn heading(&mut self, text: &str) {
        self.layout.headings.push((self.y + 18, text.to_owned()));
        self.y += HEADING;
    }

    fn note(&mut self, text: String) {
        self.layout.notes.push((self.y + 12, text));
        self.y += LINE + GAP;
    }

    fn finish(mut self, left_out: usize) -> Layout {
        if left_out > 0 {
            self.note(format!("{left_out} more networks are not drawn: search for them, or choose an object."));
        }
        if self.layout.places.is_empty() {
            self.note("There are no networks.".to_owned());
        }
        self.layout.wires.retain(|wire| !wire.lines.is_empty());
        self.layout.width = self.width();
        self.layout.height = self.y - GAP + MARGIN;
        self.layout
    }
}

/// As wide as the longest address needs, which is never cut.
fn box_width(topology: &Topology, nodes: &[Node]) -> i32 {
    let devices = nodes.iter().filter(|node| !node.is_count()).map(|node| &topology.devices[node.devices[0]]);
    let addresses = devices.flat_map(|device| &device.links).flat_map(|link| {
        let before = if link.is_gateway { width("gateway ", TEXT) } else { 0 };
        link.addresses.iter().map(move |address| before + width(&plain(address), TEXT))
    });
    (addresses.max().unwrap_or_default() + 2 * INSET).clamp(BOX, WIDE_BOX)
}
