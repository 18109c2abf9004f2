package io.adapt4j.train;

import java.util.function.BiFunction;

/** Losses as their papers write them, in double precision, from the vectors of all texts and of all their tokens. */
final class LossFormulas {
    private LossFormulas() {}

    static double[] outputs(double[] vector, double[][] weight, double[] bias) {
        double[] outputs = bias.clone();
        for (int o = 0; o < outputs.length; o++) {
            for (int i = 0; i < vector.length; i++) {
                outputs[o] += weight[o][i] * vector[i];
            }
        }
        return outputs;
    }

    static double crossEntropy(double[] logits, float[] targets, int offset) {
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        double loss = 0;
        for (int i = 0; i < logits.length; i++) {
            loss -= targets[offset + i] * (logits[i] - Math.log(sum));
        }
        return loss;
    }

    static double[] probabilities(double[] logits, double temperature) {
        double[] shares = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.exp(logits[i] / temperature);
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    static double focal(double[][] pooled, double[][] weight, double[] bias, float[][] targets, double gamma) {
        double loss = 0;
        double total = 0;
        for (int row = 0; row < pooled.length; row++) {
            double[] p = probabilities(outputs(pooled[row], weight, bias), 1);
            for (int o = 0; o < p.length; o++) {
                loss -= targets[row][o] * Math.pow(1 - p[o], gamma) * Math.log(p[o]);
                total += targets[row][o];
            }
        }
        return loss / total;
    }

    /** As above for a cosine head, which has a scale and no bias. */
    static double focal(double[][] pooled, double[][] weight, float[][] targets, double gamma, double scale) {
        double[][] units = new double[pooled.length][];
        double[][] rows = new double[weight.length][];
        for (int i = 0; i < units.length; i++) {
            units[i] = scaled(pooled[i], scale / Math.sqrt(dot(pooled[i], pooled[i])));
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = scaled(weight[i], 1 / Math.sqrt(dot(weight[i], weight[i])));
        }
        return focal(units, rows, new double[rows.length], targets, gamma);
    }

    static double[] scaled(double[] vector, double factor) {
        double[] scaled = vector.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Temperature 3, the teacher's share 0.4. */
    static double distilled(
            double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        double total = 0;
        for (int row = 0; row < pooled.length; row++) {
            double[] logits = outputs(pooled[row], weight, bias);
            double[] hard = probabilities(logits, 1);
            double[] soft = probabilities(logits, 3);
            double rowWeight = 0;
            double divergence = 0;
            for (int o = 0; o < ObjectivesKit.OUTPUTS; o++) {
                double teacher = targets[row][ObjectivesKit.OUTPUTS + o];
                loss -= 0.6 * targets[row][o] * Math.log(hard[o]);
                rowWeight += targets[row][o];
                divergence += teacher == 0 ? 0 : teacher * Math.log(teacher / soft[o]);
            }
            loss += 0.4 * 9 * rowWeight * divergence;
            total += rowWeight;
        }
        return loss / total;
    }

    /** Scale 5. */
    static double supervised(double[][] pooled, int[] labels) {
        double loss = 0;
        for (int i = 0; i < pooled.length; i++) {
            double all = 0;
            double near = 0;
            int mates = 0;
            for (int j = 0; j < pooled.length; j++) {
                if (j != i) {
                    double logit = 5 * cosine(pooled[i], pooled[j]);
                    all += Math.exp(logit);
                    near += labels[i] == labels[j] ? logit : 0;
                    mates += labels[i] == labels[j] ? 1 : 0;
                }
            }
            loss += (Math.log(all) - near / mates) / pooled.length;
        }
        return loss;
    }

    /** Scale 6. */
    static double cosent(double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double sum = 1;
        for (int i = 0; i < targets.length; i++) {
            for (int j = 0; j < targets.length; j++) {
                if (targets[i][0] > targets[j][0]) {
                    double above = cosine(pooled[i], pooled[i + 3]);
                    double below = cosine(pooled[j], pooled[j + 3]);
                    sum += Math.exp(6 * (below - above));
                }
            }
        }
        return Math.log(sum);
    }

    static double distance(double[] a, double[] b) {
        return Math.sqrt(dot(a, a) - 2 * dot(a, b) + dot(b, b));
    }

    static double triplets(double[][] pooled, double margin, BiFunction<double[], double[], Double> distance) {
        double loss = 0;
        for (int i = 0; i < 2; i++) {
            double near = distance.apply(pooled[i], pooled[i + 2]);
            double far = distance.apply(pooled[i], pooled[i + 4]);
            loss += Math.max(0, near - far + margin) / 2;
        }
        return loss;
    }

    /** Delta 1.5. */
    static double huber(double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        for (int row = 0; row < pooled.length; row++) {
            double[] z = outputs(pooled[row], weight, bias);
            for (int o = 0; o < z.length; o++) {
                double ratio = (z[o] - targets[row][o]) / 1.5;
                loss += 2.25 * (Math.sqrt(1 + ratio * ratio) - 1) / (pooled.length * z.length);
            }
        }
        return loss;
    }

    static double softmax(double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        return focal(pooled, weight, bias, targets, 0);
    }

    static double sigmoid(double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        for (int row = 0; row < pooled.length; row++) {
            double[] z = outputs(pooled[row], weight, bias);
            for (int o = 0; o < z.length; o++) {
                double p = 1 / (1 + Math.exp(-z[o]));
                loss -= (targets[row][o] * Math.log(p) + (1 - targets[row][o]) * Math.log(1 - p))
                        / (pooled.length * z.length);
            }
        }
        return loss;
    }

    static double squared(double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        for (int row = 0; row < pooled.length; row++) {
            double[] z = outputs(pooled[row], weight, bias);
            for (int o = 0; o < z.length; o++) {
                loss += (z[o] - targets[row][o]) * (z[o] - targets[row][o]) / (pooled.length * z.length);
            }
        }
        return loss;
    }

    static double tokens(double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        int counted = 0;
        for (int row = 0; row < tokens.length; row++) {
            for (int token = 0; token < tokens[row].length; token++) {
                loss += crossEntropy(
                        outputs(tokens[row][token], weight, bias), targets[row], token * ObjectivesKit.OUTPUTS);
                counted += token > 0 && token < tokens[row].length - 1 ? 1 : 0;
            }
        }
        return loss / counted;
    }

    static double cosine(double[] a, double[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    static double contrastive(
            double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        for (int i = 0; i < 2; i++) {
            double[] logits = {5 * cosine(pooled[i], pooled[2]), 5 * cosine(pooled[i], pooled[3])};
            loss += crossEntropy(logits, targets[i], 0) / 2;
        }
        return loss;
    }

    static double cosine(double[][] pooled, double[][][] tokens, double[][] weight, double[] bias, float[][] targets) {
        double loss = 0;
        for (int i = 0; i < 2; i++) {
            double difference = cosine(pooled[i], pooled[i + 2]) - targets[i][0];
            loss += difference * difference / 2;
        }
        return loss;
    }
}
