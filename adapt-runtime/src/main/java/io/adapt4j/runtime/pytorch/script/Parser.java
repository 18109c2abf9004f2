package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.runtime.pytorch.script.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the statements of a source file: classes, functions, and what TorchScript prints inside them. */
final class Parser {
    private final SourceText source;
    private final Tokens tokens;
    private final ExprParser exprs;
    private final List<ClassDef> classes = new ArrayList<>();
    private final List<FunctionDef> functions = new ArrayList<>();

    private Parser(SourceText source) {
        this.source = source;
        this.tokens = new Tokens(source, Tokenizer.tokens(source));
        this.exprs = new ExprParser(source, tokens);
    }

    /** What a file defines. */
    record Definitions(List<ClassDef> classes, List<FunctionDef> functions) {}

    /**
     * Parses a file.
     *
     * @throws InvalidModelException when it is not what TorchScript prints
     */
    static Definitions parse(SourceText source) {
        Parser parser = new Parser(source);
        parser.file();
        return new Definitions(parser.classes, parser.functions);
    }

    private void file() {
        while (!tokens.isAt(Kind.END)) {
            if (tokens.accept("class")) {
                classDef();
            } else if (tokens.peek().is("def")) {
                functions.add(function());
            } else {
                statement();
            }
        }
    }

    private void classDef() {
        String name = tokens.name();
        String base = "";
        if (tokens.accept("(")) {
            base = tokens.peek().is(")") ? "" : text(exprs.expression());
            tokens.expect(")");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, Set<String>> lists = new LinkedHashMap<>();
        Map<String, FunctionDef> methods = new LinkedHashMap<>();
        tokens.expect(":");
        tokens.expect(Kind.NEWLINE);
        tokens.expect(Kind.INDENT);
        while (!tokens.accept(Kind.DEDENT)) {
            if (tokens.peek().is("def")) {
                FunctionDef method = function();
                methods.put(method.name(), method);
            } else if (statement() instanceof Stmt.Assign assign) {
                member(assign, attributes, lists);
            }
        }
        Set<String> hooks = new LinkedHashSet<>(lists.getOrDefault("__forward_hooks__", Set.of()));
        hooks.addAll(lists.getOrDefault("__forward_pre_hooks__", Set.of()));
        classes.add(new ClassDef(
                source.qualifier() + "." + name,
                base,
                attributes,
                lists.getOrDefault("__parameters__", Set.of()),
                hooks,
                methods));
    }

    /** {@code name : type}, {@code __annotations__["0"] = type} or {@code __parameters__ = ["weight", ]}. */
    private void member(Stmt.Assign assign, Map<String, String> attributes, Map<String, Set<String>> lists) {
        Expr target = assign.targets().get(0);
        if (target instanceof Expr.Name name && assign.annotation().isPresent()) {
            attributes.put(name.id(), text(assign.annotation().get()));
        } else if (target instanceof Expr.Name name && assign.value().orElse(null) instanceof Expr.Sequence list) {
            Set<String> names = new LinkedHashSet<>();
            for (Expr item : list.items()) {
                if (item instanceof Expr.Text literal) {
                    names.add(Strings.decode(literal.literal()));
                }
            }
            lists.put(name.id(), names);
        } else if (target instanceof Expr.Index index
                && index.base() instanceof Expr.Name name
                && name.id().equals("__annotations__")
                && index.items().get(0) instanceof Expr.Text key
                && assign.value().isPresent()) {
            attributes.put(Strings.decode(key.literal()), text(assign.value().get()));
        }
    }

    private FunctionDef function() {
        int start = tokens.peek().start();
        tokens.expect("def");
        int nameStart = tokens.peek().start();
        String name = tokens.name();
        tokens.expect("(");
        int open = tokens.previousEnd();
        List<FunctionDef.Parameter> parameters = new ArrayList<>();
        while (!tokens.accept(")")) {
            parameters.add(parameter());
            if (!tokens.peek().is(")")) {
                tokens.expect(",");
            }
        }
        Optional<Expr> returnType = tokens.accept("->") ? Optional.of(exprs.expression()) : Optional.empty();
        List<Stmt> body = block();
        return new FunctionDef(
                name, source, parameters, returnType, body, start, tokens.previousEnd(), nameStart, open);
    }

    private FunctionDef.Parameter parameter() {
        int start = tokens.peek().start();
        if (tokens.peek().is("*")) {
            throw source.error(start, "a function takes a variable number of arguments");
        }
        String name = tokens.name();
        Optional<Expr> type = tokens.accept(":") ? Optional.of(exprs.expression()) : Optional.empty();
        Optional<Expr> value = tokens.accept("=") ? Optional.of(exprs.expression()) : Optional.empty();
        return new FunctionDef.Parameter(name, type, value, start, tokens.previousEnd());
    }

    private List<Stmt> block() {
        tokens.expect(":");
        tokens.expect(Kind.NEWLINE);
        tokens.expect(Kind.INDENT);
        List<Stmt> statements = new ArrayList<>();
        while (!tokens.accept(Kind.DEDENT)) {
            statements.add(statement());
        }
        return statements;
    }

    private Stmt statement() {
        Token token = tokens.peek();
        if (token.kind() == Kind.NAME) {
            switch (token.text()) {
                case "def" -> {
                    return new Stmt.Nested(function());
                }
                case "if" -> {
                    tokens.expect("if");
                    return branches();
                }
                case "while" -> {
                    tokens.expect("while");
                    return new Stmt.Loop(exprs.expression(), List.of(), block());
                }
                case "for" -> {
                    tokens.expect("for");
                    List<Expr> targets = exprs.targets();
                    tokens.expect("in");
                    return new Stmt.Loop(exprs.expression(), targets, block());
                }
                case "with" -> {
                    tokens.expect("with");
                    return with();
                }
                default -> {}
            }
        }
        Stmt statement = simple();
        tokens.expect(Kind.NEWLINE);
        return statement;
    }

    private Stmt branches() {
        Expr condition = exprs.expression();
        List<Stmt> then = block();
        List<Stmt> otherwise = List.of();
        if (tokens.accept("elif")) {
            otherwise = List.of(branches());
        } else if (tokens.accept("else")) {
            otherwise = block();
        }
        return new Stmt.If(condition, then, otherwise);
    }

    private Stmt with() {
        List<Expr> items = new ArrayList<>();
        do {
            items.add(exprs.expression());
            if (tokens.accept("as")) {
                tokens.name();
            }
        } while (tokens.accept(","));
        return new Stmt.With(items, block());
    }

    private Stmt simple() {
        if (tokens.accept("pass") || tokens.accept("break") || tokens.accept("continue")) {
            return new Stmt.Nothing();
        }
        if (tokens.accept("return")) {
            boolean empty = tokens.isAt(Kind.NEWLINE);
            return new Stmt.Return(empty ? Optional.empty() : Optional.of(exprs.tuple()));
        }
        Expr first = exprs.tuple();
        if (tokens.accept(":")) {
            Expr annotation = exprs.expression();
            Optional<Expr> value = tokens.accept("=") ? Optional.of(exprs.tuple()) : Optional.empty();
            return new Stmt.Assign(List.of(first), Optional.of(annotation), value);
        }
        if (tokens.accept("=")) {
            List<Expr> targets = first instanceof Expr.Sequence tuple ? tuple.items() : List.of(first);
            return new Stmt.Assign(targets, Optional.empty(), Optional.of(exprs.tuple()));
        }
        return new Stmt.Evaluate(first);
    }

    private String text(Expr expr) {
        return source.substring(expr.start(), expr.end());
    }
}
