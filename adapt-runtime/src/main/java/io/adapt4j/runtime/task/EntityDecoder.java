package io.adapt4j.runtime.task;

import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Entities;
import io.adapt4j.task.Entities.Entity;
import io.adapt4j.task.TokenClassificationSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Entities: the softmax of the head's outputs at each token, read as the {@code conlleval} script reads tags: an {@code I-} that
 * does not go on with an entity of its kind begins one. Tokens that stand for no character, such as a space alone, are passed over.
 */
final class EntityDecoder implements Decoder<Entities> {
    private final List<String> tags;
    private final LinearHead head;

    EntityDecoder(TokenClassificationSpec spec, LinearHead head) {
        this.tags = spec.tags();
        this.head = head;
    }

    @Override
    public Class<Entities> answer() {
        return Entities.class;
    }

    @Override
    public Entities decode(String text, HiddenStates states) {
        TokenizedText tokens = states.text();
        List<Entity> found = new ArrayList<>();
        boolean open = false;
        for (int token = 0; token < tokens.length(); token++) {
            int start = tokens.starts()[token];
            if (start < 0) {
                continue;
            }
            double[] shares = Probabilities.softmax(head.apply(states.token(token), false));
            int best = 0;
            for (int tag = 1; tag < shares.length; tag++) {
                best = shares[tag] > shares[best] ? tag : best;
            }
            String tag = tags.get(best);
            if (tag.equals(TokenClassificationSpec.OUTSIDE)) {
                open = false;
                continue;
            }
            String kind = tag.substring(TokenClassificationSpec.BEGIN.length());
            Entity last = open ? found.get(found.size() - 1) : null;
            boolean goesOn = last != null
                    && tag.startsWith(TokenClassificationSpec.INSIDE)
                    && last.kind().equals(kind);
            Entity entity = goesOn && last != null
                    ? entity(text, kind, last.start(), tokens.ends()[token], Math.min(last.probability(), shares[best]))
                    : entity(text, kind, start, tokens.ends()[token], shares[best]);
            if (goesOn) {
                found.set(found.size() - 1, entity);
            } else {
                found.add(entity);
            }
            open = true;
        }
        return new Entities(found);
    }

    private static Entity entity(String text, String kind, int start, int end, double probability) {
        return new Entity(kind, start, end, text.substring(start, end), (float) probability);
    }
}
