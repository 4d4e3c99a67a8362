using EdgeConv.Actuation;
using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.HeatMaps;

/// <summary>
/// A map of one channel over the whole frame: its values are high where something is. A board reads the position with
/// <see cref="Readout.CentroidX"/>, in cells of the map; this class converts cells to pixels and back.
/// </summary>
/// <param name="frame">Shape of the frame, HWC.</param>
/// <param name="height">Rows of the map.</param>
/// <param name="width">Columns of the map.</param>
public sealed class HeatMap(FrameShape frame, int height, int width)
{
    /// <summary>
    /// Real value that the largest cell must reach; below it there is nothing in the frame. The network is trained to 1.
    /// </summary>
    public const double MinPeak = 0.3;

    // Standard deviation of the trained peak, in cells.
    private const double Sigma = 1;

    private TensorInfo? _output;

    /// <summary>Makes the heat map that an int8 model gives.</summary>
    /// <param name="frame">Shape of the model's input, HWC.</param>
    /// <param name="output">Output of the model.</param>
    /// <exception cref="ModelException">The output is not one map of one channel with two or more columns.</exception>
    public static HeatMap Of(FrameShape frame, Tensor output)
    {
        (int n, int height, int width, int channels) = output.Shape.Nhwc;
        if (n != 1 || channels != 1 || width < 2 || output.Type != ElementType.Int8 || output.Quantization is null)
            throw new ModelException($"the model's output is {output.Shape}; the labels are positions, which need a model whose output " +
                "is one int8 map of one channel");
        return new(frame, height, width)
        {
            _output = new TensorInfo([1, height, width, 1], output.Quantized.Scale, output.Quantized.ZeroPoint),
        };
    }

    /// <summary>Writes the map that the network is trained to: a Gaussian of height 1, or for a column alone a ridge.</summary>
    /// <param name="position">Position in pixels of the frame.</param>
    /// <param name="map">Receives height * width values, row by row.</param>
    public void Draw(Position position, Span<float> map)
    {
        map.Clear();
        if (position.X is not { } x) return;
        (double column, double row) = (ToCells(x, frame.Width, width), position.Y is { } y ? ToCells(y, frame.Height, height) : double.NaN);
        for (int i = 0; i < map.Length; i++)
        {
            double right = i % width - column, down = double.IsNaN(row) ? 0 : i / width - row;
            double value = Math.Exp(-(right * right + down * down) / (2 * Sigma * Sigma));
            if (value > 0.02) map[i] = (float)value;
        }
    }

    /// <summary>Returns the position of the centroid of the values above 0, in pixels.</summary>
    /// <param name="map">height * width real values, row by row.</param>
    public Position Read(ReadOnlySpan<float> map)
    {
        double sum = 0, right = 0, down = 0, peak = 0;
        for (int i = 0; i < map.Length; i++)
        {
            double value = Math.Max(0, map[i]);
            (sum, right, down, peak) = (sum + value, right + value * (i % width), down + value * (i / width), Math.Max(peak, value));
        }
        return peak < MinPeak ? Position.Nothing : At(right / sum, down / sum);
    }

    /// <summary>Returns the position that a board reads from the map of an int8 model, in pixels.</summary>
    /// <param name="map">height * width values, row by row.</param>
    /// <exception cref="InvalidOperationException">The map was not made by <see cref="Of"/>.</exception>
    public Position Read(sbyte[] map)
    {
        if (_output is not { } output) throw new InvalidOperationException("the map has no quantization");
        if ((map.Max() - output.ZeroPoint) * (double)output.Scale < MinPeak) return Position.Nothing;
        return At(Along(Readout.CentroidX(0)), Along(Readout.CentroidY(0)));

        double Along(Readout readout)
        {
            readout.Check(output);
            return readout.Read(map, output) / 256.0;
        }
    }

    /// <summary>Converts a pixel along an axis to a cell of the map; both count from the middle of the first one.</summary>
    /// <param name="pixel">Pixel, from 0.</param>
    /// <param name="pixels">Pixels along the axis.</param>
    /// <param name="cells">Cells along the axis.</param>
    public static double ToCells(double pixel, int pixels, int cells) => (pixel + 0.5) * cells / pixels - 0.5;

    private Position At(double column, double row) =>
        new((column + 0.5) * frame.Width / width - 0.5, (row + 0.5) * frame.Height / height - 0.5);
}
