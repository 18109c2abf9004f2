package io.adapt4j.runtime.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A port of this machine behind which a server is, until it is cut off. */
final class TcpProxy implements AutoCloseable {
    private final InetSocketAddress server;
    private final List<Socket> sockets = new ArrayList<>();
    private ServerSocket listening;
    private final int port;

    TcpProxy(String host, int serverPort) {
        server = new InetSocketAddress(host, serverPort);
        listening = listen(0);
        port = listening.getLocalPort();
    }

    int port() {
        return port;
    }

    private ServerSocket listen(int on) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), on));
            daemon(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket on) throws IOException {
        while (true) {
            Socket client = on.accept();
            Socket there = new Socket();
            there.connect(server);
            synchronized (this) {
                sockets.add(client);
                sockets.add(there);
                if (on.isClosed()) {
                    cut();
                }
            }
            daemon(() -> client.getInputStream().transferTo(there.getOutputStream()));
            daemon(() -> there.getInputStream().transferTo(client.getOutputStream()));
        }
    }

    /** What ends when a socket is closed. */
    private interface Relay {
        void run() throws IOException;
    }

    private static void daemon(Relay relay) {
        Thread thread = new Thread(
                () -> {
                    try {
                        relay.run();
                    } catch (IOException e) {
                        // a socket was closed
                    }
                },
                "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** Refuses connections and ends those that there are. */
    synchronized void cut() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
            sockets.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets connections through again. */
    synchronized void restore() {
        listening = listen(port);
    }

    @Override
    public void close() {
        cut();
    }
}
