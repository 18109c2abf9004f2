package io.adapt4j.examples.service;

import com.google.gson.JsonObject;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.DeadlineExceededException;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.error.EngineException;
import io.adapt4j.error.OverloadedException;
import io.adapt4j.error.TrainingException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as {@code application/problem+json} (RFC 9457): the library's typed errors with a status for each type. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** What is not here is the request's fault: 422, content that was understood and cannot be used. */
    private static final Map<Class<? extends AdaptException>, HttpStatus> STATUSES = Map.of(
            OverloadedException.class, HttpStatus.TOO_MANY_REQUESTS,
            DeadlineExceededException.class, HttpStatus.GATEWAY_TIMEOUT,
            DeploymentException.class, HttpStatus.CONFLICT,
            EngineException.class, HttpStatus.INTERNAL_SERVER_ERROR,
            TrainingException.class, HttpStatus.INTERNAL_SERVER_ERROR);

    private static final String ASKED = "asked";

    /** Bytes of a refused request that are read at once. */
    private static final int BLOCK = 1 << 16;

    private final long mostRead;

    private Problems(long mostRead) {
        this.mostRead = mostRead;
    }

    /**
     * Answers what routes throw.
     *
     * @param open false once the host has been closed: then what it refuses may be asked of another
     * @param mostRead bytes of a refused request that are read before it is answered: a connection that is closed with bytes unread is reset, and its
     *     client may never see the answer
     */
    static void register(RoutesConfig routes, BooleanSupplier open, long mostRead) {
        new Problems(mostRead).register(routes, open);
    }

    private void register(RoutesConfig routes, BooleanSupplier open) {
        routes.exception(AdaptException.class, (error, context) -> {
            HttpStatus status = STATUSES.getOrDefault(error.getClass(), HttpStatus.UNPROCESSABLE_CONTENT);
            if (error instanceof DeploymentException && !open.getAsBoolean()) {
                status = HttpStatus.SERVICE_UNAVAILABLE;
            }
            if (status == HttpStatus.TOO_MANY_REQUESTS || status == HttpStatus.SERVICE_UNAVAILABLE) {
                context.header("Retry-After", "1");
            }
            write(context, status, error, String.valueOf(error.getMessage()));
        });
        routes.exception(
                ServiceException.class,
                (error, context) -> write(context, error.status(), error, String.valueOf(error.getMessage())));
        routes.exception(
                HttpResponseException.class,
                (error, context) -> write(
                        context, HttpStatus.forStatus(error.getStatus()), error, String.valueOf(error.getMessage())));
        routes.exception(Exception.class, (error, context) -> {
            LOG.error("{} {} failed", context.method(), context.path(), error);
            write(context, HttpStatus.INTERNAL_SERVER_ERROR, error, "The service failed; its log says why");
        });
    }

    private void write(Context context, HttpStatus status, Exception error, String detail) {
        readOn(context);
        JsonObject problem = new JsonObject();
        problem.addProperty("type", "about:blank");
        problem.addProperty("title", status.getMessage());
        problem.addProperty("status", status.getCode());
        problem.addProperty("detail", detail);
        problem.addProperty("error", error.getClass().getSimpleName());
        context.status(status).result(problem.toString()).contentType("application/problem+json");
    }

    /** Says that a request's bytes have been asked for, so that a client that waited for that sends them all. */
    static void asked(Context context) {
        context.attribute(ASKED, true);
    }

    /** Reads what is left of the request, unless its client still waits to be asked for it, as {@code Expect} says. */
    private void readOn(Context context) {
        if (context.header(Header.EXPECT) != null && context.attribute(ASKED) == null) {
            return;
        }
        byte[] block = new byte[BLOCK];
        try {
            InputStream in = context.req().getInputStream();
            long read = 0;
            for (int some = in.read(block); some >= 0 && read < mostRead; some = in.read(block)) {
                read += some;
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("The rest of a refused request could not be read", e);
        }
    }
}
