package io.adapt4j.runtime.dashboard;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts the page together from its files: one style sheet, one script of several files, and the document. The policy in its head lets
 * a browser run this script and no other, and load nothing.
 */
final class Page {
    /** In this order: tools first, then a file for each part that has a view of its own, then what shows them. */
    private static final List<String> SCRIPTS = List.of(
            "dom.js",
            "values.js",
            "plots.js",
            "host.js",
            "versions.js",
            "lineage.js",
            "aliases.js",
            "loop.js",
            "drift.js",
            "audit.js",
            "page.js");

    private static final String STYLE = resource("page.css");
    /** In a block, so that its names hide none of the browser's. */
    private static final String SCRIPT =
            SCRIPTS.stream().map(Page::resource).collect(Collectors.joining("\n", "'use strict';\n{\n", "}\n"));

    private static final String HTML = resource("page.html")
            .replace("{policy}", policy())
            .replace("{style}", STYLE)
            .replace("{script}", SCRIPT);

    /** Writes {@code <} and {@code >} as escapes, so that no text in it can end the element that it is in. */
    private static final Gson GSON = new Gson();

    private Page() {}

    static String of(JsonObject document) {
        return HTML.replace("{document}", GSON.toJson(document));
    }

    private static String policy() {
        return "default-src 'none'; style-src '" + hash(STYLE) + "'; script-src '" + hash(SCRIPT)
                + "'; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The library has no file " + name);
            }
            // Browsers hash line ends as they are in HTML.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("The library's file " + name + " cannot be read", e);
        }
    }
}
