package io.adapt4j.train.recipe.document;

import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/**
 * Parses a document in YAML 1.2 with the types of JSON, of which JSON itself is a part. Each value stands where it is used: anchors
 * and aliases are refused, so that a small document cannot become a large one.
 */
public final class DocumentParser {
    private static final Set<Tag> NUMBERS = Set.of(Tag.INT, Tag.FLOAT);

    private final Problems problems;
    private final Map<org.snakeyaml.engine.v2.nodes.Node, Boolean> seen = new IdentityHashMap<>();

    private DocumentParser(Problems problems) {
        this.problems = problems;
    }

    /**
     * Parses a text.
     *
     * @param json whether it must be JSON
     * @return empty when it is malformed
     */
    public static Optional<Node> parse(String name, String text, boolean json, Problems problems) {
        try {
            String yaml = text;
            if (json) {
                Json.parse(name, text.getBytes(StandardCharsets.UTF_8));
                yaml = text.replace('\t', ' '); // between JSON's values alone, and YAML has no such white space there
            }
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(name)
                    .setSchema(new JsonSchema())
                    .build();
            List<org.snakeyaml.engine.v2.nodes.Node> documents = new ArrayList<>();
            new Composer(settings, new ParserImpl(settings, new StreamReader(settings, yaml)))
                    .forEachRemaining(documents::add);
            if (documents.size() != 1) {
                problems.add(1, "", "a file holds one document, but here are " + documents.size());
                return Optional.empty();
            }
            return Optional.of(new DocumentParser(problems).convert(documents.get(0), ""));
        } catch (MarkedYamlEngineException e) {
            problems.add(line(e.getProblemMark()), "", "malformed: " + e.getProblem());
        } catch (YamlEngineException | InvalidAdapterException | StackOverflowError e) {
            problems.add(1, "", "malformed: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }

    private Node convert(org.snakeyaml.engine.v2.nodes.Node node, String path) {
        int line = line(node.getStartMark());
        if (seen.put(node, true) != null) {
            problems.add(line, path, "aliases (*name) are not supported; write the value where it is used");
            return new Node.Nothing(line, path);
        }
        if (node instanceof MappingNode mapping) {
            return fields(mapping, line, path);
        }
        if (node instanceof SequenceNode sequence) {
            List<Node> items = new ArrayList<>();
            for (org.snakeyaml.engine.v2.nodes.Node item : sequence.getValue()) {
                items.add(convert(item, path + "[" + items.size() + "]"));
            }
            return new Node.Items(line, path, items);
        }
        return scalar((ScalarNode) node, line, path);
    }

    private Node fields(MappingNode mapping, int line, String path) {
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int at = line(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(at, path, "the name of a field is a text");
                continue;
            }
            String member = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            if (fields.putIfAbsent(key.getValue(), convert(tuple.getValueNode(), member)) != null) {
                problems.add(at, member, "the field is there twice");
            }
        }
        return new Node.Fields(line, path, fields);
    }

    private Node scalar(ScalarNode node, int line, String path) {
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return new Node.Nothing(line, path);
        }
        if (tag.equals(Tag.BOOL)) {
            return new Node.Truth(line, path, Boolean.parseBoolean(node.getValue()));
        }
        if (NUMBERS.contains(tag)) {
            return new Node.Numeral(line, path, node.getValue());
        }
        if (!tag.equals(Tag.STR)) {
            problems.add(line, path, "the tag " + tag + " is not supported");
        }
        return new Node.Text(line, path, node.getValue());
    }
}
