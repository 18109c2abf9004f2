package io.adapt4j.runtime.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The roles of target modules, recognised by the end of their path: the names that BERT, DistilBERT, RoBERTa, GPT-2,
 * GPT-NeoX, T5, Llama and their relatives use. The first rule that matches decides.
 */
public final class ModuleRoles {
    private static final Map<Pattern, String> RULES = new LinkedHashMap<>();

    static {
        rule("attention.qkv", "c_attn|query_key_value|qkv|qkv_proj|Wqkv|in_proj");
        rule("attention.query", "query|q_proj|q_lin|q|wq|to_q|query_proj");
        rule("attention.key", "key|k_proj|k_lin|k|wk|to_k|key_proj");
        rule("attention.value", "value|v_proj|v_lin|v|wv|to_v|value_proj");
        rule(
                "attention.output",
                "attention\\.output\\.dense|o_proj|out_lin|out_proj|(attn|attention)\\.c_proj|attention\\.dense"
                        + "|(Self|EncDec)?Attention\\.o|attention\\.wo|to_out(\\.0)?");
        rule("mlp.gate_up", "gate_up_proj");
        rule("mlp.gate", "gate_proj|wi_0|feed_forward\\.w1");
        rule("mlp.up", "intermediate\\.dense|up_proj|lin1|fc1|c_fc|dense_h_to_4h|wi|wi_1|feed_forward\\.w3");
        rule(
                "mlp.down",
                "output\\.dense|down_proj|lin2|fc2|mlp\\.c_proj|dense_4h_to_h|DenseReluDense\\.wo|feed_forward\\.w2");
        rule("pooler", "pooler\\.dense|pooler");
        rule("classifier", "classifier|score|qa_outputs|pre_classifier");
        rule("lm_head", "lm_head|embed_out|predictions\\.decoder");
    }

    private ModuleRoles() {}

    private static void rule(String role, String endings) {
        RULES.put(Pattern.compile("(.*\\.)?(" + endings + ")"), role);
    }

    /** The role of the module with that path, if its path tells. */
    public static Optional<String> of(String path) {
        return RULES.entrySet().stream()
                .filter(rule -> rule.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
