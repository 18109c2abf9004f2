package io.adapt4j.runtime.pytorch.script;

import java.util.HashMap;
import java.util.Map;

/** The flows of all functions of an archive, each analysed once, when it is first asked for. */
final class FlowAnalysis {
    private final Sources sources;
    private final ModuleTree tree;
    private final Map<FunctionDef, Flow> flows = new HashMap<>();
    private final Map<Read, Value.Attribute> renamed = new HashMap<>();

    FlowAnalysis(Sources sources, ModuleTree tree) {
        this.sources = sources;
        this.tree = tree;
    }

    /** The flow of a function; of one that is being analysed right now, what is known so far. */
    Flow of(FunctionDef function) {
        Flow known = flows.get(function);
        if (known != null) {
            return known;
        }
        Flow flow = new Flow(function, sources.owner(function));
        flows.put(function, flow);
        new FunctionAnalyzer(this, flow).run();
        return flow;
    }

    /** Notes that what a place reads is, where it goes, a tensor of another module that is tied to it. */
    void rename(Read read, Value.Attribute tensor) {
        renamed.putIfAbsent(read, tensor);
    }

    /** The tensor that a place reads, under the name that substitutes go by. */
    Value.Attribute tensor(Read read) {
        return renamed.getOrDefault(read, new Value.Attribute(read.path(), read.name(), read.kind() == Read.Kind.LIST));
    }

    Sources sources() {
        return sources;
    }

    ModuleTree tree() {
        return tree;
    }
}
