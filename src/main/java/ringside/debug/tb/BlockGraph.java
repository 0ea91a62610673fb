package ringside.debug.tb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ringside.debug.Symbols;

/** Blocks and the links between them as a picture; those that run most stand out. */
public final class BlockGraph {
    private static final int MOST_BLOCKS = 400;
    private static final int WIDTH = 190;
    private static final int HEIGHT = 44;
    private static final int COLUMN = WIDTH + 40;
    private static final int ROW = HEIGHT + 50;

    private record Place(int column, int row) {}

    private final Symbols symbols;
    private final List<Link> links;
    private final Map<Integer, Long> runs = new LinkedHashMap<>();
    private long most = 1;

    /** Makes the graph of some links; of very many, only those of the blocks that run most. */
    public BlockGraph(List<Link> links, Symbols symbols) {
        this.symbols = symbols;
        for (Link link : links) {
            if (runs.size() < MOST_BLOCKS || runs.containsKey(link.from())) {
                runs.merge(link.from(), link.runs(), Math::max);
                most = Math.max(most, link.runs());
            }
        }
        this.links =
                links.stream().filter(link -> runs.containsKey(link.from())).toList();
        this.links.forEach(link -> runs.putIfAbsent(link.to(), 0L));
    }

    /** Returns the graph in the language of Graphviz. */
    public String dot() {
        StringBuilder text = new StringBuilder("digraph blocks {\n  node [shape=box, fontname=monospace];\n");
        runs.forEach((address, count) -> text.append(String.format(
                "  b%08x [label=\"%s\\n%d\"%s];%n",
                address, name(address), count, hot(count) ? ", style=filled, fillcolor=orange" : "")));
        for (Link link : links) {
            text.append(String.format(
                    "  b%08x -> b%08x [style=%s, label=\"%s\"];%n",
                    link.from(), link.to(), link.inside() ? "bold" : "solid", link.way()));
        }
        return text.append("}\n").toString();
    }

    /** Returns the graph as a drawing: rows are distances from where nothing leads to. */
    public String svg() {
        Map<Integer, Place> places = places();
        int columns = places.values().stream().mapToInt(Place::column).max().orElse(0) + 1;
        int rows = places.values().stream().mapToInt(Place::row).max().orElse(0) + 1;
        StringBuilder text = new StringBuilder(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"monospace\""
                        + " font-size=\"12\">%n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\""
                        + " markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>%n",
                columns * COLUMN + 40, rows * ROW + 40));
        for (Link link : links) {
            text.append(arrow(places.get(link.from()), places.get(link.to()), link));
        }
        places.forEach((address, place) -> text.append(box(address, place)));
        return text.append("</svg>\n").toString();
    }

    private static String arrow(Place from, Place to, Link link) {
        boolean down = to.row() > from.row();
        int startX = x(from) + WIDTH / 2;
        int startY = y(from) + (down ? HEIGHT : HEIGHT / 2);
        int endX = x(to) + WIDTH / 2;
        int endY = y(to) + (down ? 0 : HEIGHT / 2);
        int bend = down ? 0 : WIDTH;
        return String.format(
                "<path d=\"M%d %dC%d %d %d %d %d %d\" fill=\"none\" stroke=\"%s\" stroke-width=\"%d\""
                        + " marker-end=\"url(#tip)\"/>%n",
                startX,
                startY,
                startX + bend,
                startY + (down ? 25 : 0),
                endX + bend,
                endY - (down ? 25 : 0),
                endX + (down ? 0 : WIDTH / 2),
                endY,
                link.way().equals("taken") ? "green" : "firebrick",
                link.inside() ? 3 : 1);
    }

    private String box(int address, Place place) {
        long count = runs.get(address);
        return String.format(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"black\"/>"
                        + "<text x=\"%d\" y=\"%d\">%s</text><text x=\"%d\" y=\"%d\">%d</text>%n",
                x(place),
                y(place),
                WIDTH,
                HEIGHT,
                hot(count) ? "orange" : "white",
                x(place) + 6,
                y(place) + 18,
                name(address).replace("&", "&amp;").replace("<", "&lt;"),
                x(place) + 6,
                y(place) + 36,
                count);
    }

    private static int x(Place place) {
        return 20 + place.column() * COLUMN;
    }

    private static int y(Place place) {
        return 20 + place.row() * ROW;
    }

    private Map<Integer, Place> places() {
        Map<Integer, List<Integer>> successors = new LinkedHashMap<>();
        List<Integer> roots = new ArrayList<>(runs.keySet());
        for (Link link : links) {
            successors.computeIfAbsent(link.from(), key -> new ArrayList<>()).add(link.to());
            if (link.from() != link.to()) {
                roots.remove((Integer) link.to());
            }
        }
        roots.addAll(runs.keySet());
        Map<Integer, Place> places = new LinkedHashMap<>();
        Map<Integer, Integer> used = new LinkedHashMap<>();
        Deque<Integer> open = new ArrayDeque<>();
        for (int root : roots) {
            place(root, 0, places, used, open);
            while (!open.isEmpty()) {
                int from = open.remove();
                int row = places.get(from).row() + 1;
                successors.getOrDefault(from, List.of()).forEach(to -> place(to, row, places, used, open));
            }
        }
        return places;
    }

    private static void place(
            int address, int row, Map<Integer, Place> places, Map<Integer, Integer> used, Deque<Integer> open) {
        if (!places.containsKey(address)) {
            places.put(address, new Place(used.merge(row, 1, Integer::sum) - 1, row));
            open.add(address);
        }
    }

    private boolean hot(long count) {
        return count > 0 && count >= most / 10;
    }

    private String name(int address) {
        String symbol = symbols.describe(address);
        return symbol.isEmpty() ? String.format("%08x", address) : symbol;
    }
}
