package io.adapt4j.examples.service;

import com.google.common.base.Suppliers;
import com.google.gson.JsonObject;
import io.adapt4j.runtime.dashboard.Dashboard;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The dashboard: {@code /dashboard} for people and {@code /dashboard.json} for programs, to be read only. What it shows is gathered at
 * most once a second, however often it is asked for.
 */
final class DashboardPages {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private DashboardPages() {}

    static void register(RoutesConfig routes, Dashboard dashboard) {
        Supplier<JsonObject> document = Suppliers.memoizeWithExpiration(dashboard::toJson, FRESH);
        routes.get(
                "/dashboard", context -> answer(context, Dashboard.toHtml(document.get()), "text/html; charset=utf-8"));
        routes.get("/dashboard.json", context -> answer(context, document.get().toString(), "application/json"));
    }

    /** The page has a policy of its own; only what cannot be said in a page is said here. */
    private static void answer(Context context, String content, String type) {
        context.header("Content-Security-Policy", "frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store")
                .contentType(type)
                .result(content);
    }
}
