package io.adapt4j.runtime.pytorch.script;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes of a text at positions of the original; what they do not touch stays as it was, character by character. */
final class TextEdits {
    private final List<Edit> edits = new ArrayList<>();

    private record Edit(int start, int end, String replacement) {}

    void insert(int position, String text) {
        edits.add(new Edit(position, position, text));
    }

    void replace(int start, int end, String text) {
        edits.add(new Edit(start, end, text));
    }

    /** Puts text before and after a span. */
    void wrap(int start, int end, String before, String after) {
        insert(start, before);
        insert(end, after);
    }

    void addAll(TextEdits other) {
        edits.addAll(other.edits);
    }

    boolean isEmpty() {
        return edits.isEmpty();
    }

    /** The part of the text between two positions, with the edits that lie in it. */
    String apply(String text, int start, int end) {
        List<Edit> sorted = new ArrayList<>(edits);
        // At one position insertions come first, in the order in which they were asked for.
        sorted.sort(Comparator.comparingInt(Edit::start).thenComparing(edit -> edit.end > edit.start));
        StringBuilder out = new StringBuilder();
        int at = start;
        for (Edit edit : sorted) {
            if (edit.start >= start && edit.end <= end) {
                out.append(text, at, edit.start).append(edit.replacement);
                at = edit.end;
            }
        }
        return out.append(text, at, end).toString();
    }
}
