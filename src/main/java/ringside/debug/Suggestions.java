package ringside.debug;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what a mistyped word may have been meant to be. */
public final class Suggestions {
    private static final int MOST = 3;

    private Suggestions() {}

    /** Returns up to three of {@code known} that are near to {@code word}, nearest first. */
    public static List<String> near(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        int allowed = word.length() <= 3 ? 1 : 2;
        record Ranked(String name, int distance) {}
        List<Ranked> found = new ArrayList<>();
        for (String name : known) {
            if (Math.abs(name.length() - word.length()) <= allowed) {
                int distance = distance(lower, name.toLowerCase(Locale.ROOT));
                if (distance <= allowed) {
                    found.add(new Ranked(name, distance));
                }
            }
        }
        int nearest = found.stream().mapToInt(Ranked::distance).min().orElse(0);
        return found.stream()
                .filter(one -> one.distance() == nearest)
                .sorted(Comparator.comparingInt(Ranked::distance).thenComparing(Ranked::name))
                .limit(MOST)
                .map(Ranked::name)
                .toList();
    }

    /** Returns {@code ; did you mean 'x' or 'y'?}, or the empty string. */
    public static String clause(String word, Collection<String> known) {
        List<String> near = near(word, known);
        return near.isEmpty() ? "" : "; did you mean '" + String.join("' or '", near) + "'?";
    }

    /** Edit distance with transpositions of neighbours. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1), cost[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
