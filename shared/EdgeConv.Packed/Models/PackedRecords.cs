using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>
    /// The records of an .ecm file: what each holds is read, checked and loaded here, in the order of its fields; docs/ecm.md is the
    /// same in words.
    /// </summary>
    internal static class PackedRecords
    {
        /// <summary>Reads, checks and loads a record; null for one that is done once loaded.</summary>
        internal static PackedOperator Read(int code, EcmReader file)
        {
            switch ((PackedOperatorCode)code)
            {
                case PackedOperatorCode.Constant: return ReadConstant(file);
                case PackedOperatorCode.Conv2D: return ReadConv2D(file);
                case PackedOperatorCode.DepthwiseConv2D: return ReadDepthwiseConv2D(file);
                case PackedOperatorCode.TransposeConv2D: return ReadTransposeConv2D(file);
                case PackedOperatorCode.FullyConnected: return ReadFullyConnected(file);
                case PackedOperatorCode.Pool2D: return ReadPool2D(file);
                case PackedOperatorCode.Mean: return ReadMean(file);
                case PackedOperatorCode.Add:
                case PackedOperatorCode.Mul:
                case PackedOperatorCode.Extreme: return ReadElementwise((PackedOperatorCode)code, file);
                case PackedOperatorCode.Copy: return ReadCopy(file);
                case PackedOperatorCode.Fill: return ReadFill(file);
                case PackedOperatorCode.ResizeNearest: return ReadResizeNearest(file);
                case PackedOperatorCode.Softmax: return ReadSoftmax(file);
                case PackedOperatorCode.LookupTable: return ReadLookupTable(file);
                case PackedOperatorCode.Prelu: return ReadPrelu(file);
                case PackedOperatorCode.ResizeBilinear: return ReadResizeBilinear(file);
                case PackedOperatorCode.ReduceExtreme: return ReadReduceExtreme(file);
                default: throw new ModelFormatException("operator code " + code.ToString() + " is unknown");
            }
        }

        /// <summary>Bytes put into the arena when the model is loaded: y, count, bytes. An inference has nothing to do.</summary>
        private static PackedOperator ReadConstant(EcmReader file)
        {
            int y = file.Word(), count = file.Extent("count");
            file.CheckPlace(y, count);
            if (file.IsLoading) file.Read(file.Arena, y, count);
            else file.Skip(count);
            return null;
        }

        /// <summary>
        /// Convolution: x, y, window, outputs, groups, zero point, compact, requantization, biases, weights in the order of
        /// <see cref="PackedFilters"/>.
        /// </summary>
        private static PackedOperator ReadConv2D(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            Window2D w = file.Window();
            int outputs = file.Int(1, EcmReader.MostExtent, "outputs"), groups = file.Int(1, w.Channels, "groups");
            int zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            file.Length(new int[] { w.Rows, w.Columns, w.Channels, outputs });
            CheckMaps(file, w, outputs, x, y);
            return ReadWeights(file, new Conv2D(w, outputs, groups, zeroPoint, isCompact, file.Workspace), outputs, x, y);
        }

        /// <summary>
        /// Depthwise convolution: x, y, window, multiplier, zero point, compact, requantization, biases, weights in the kernel's order.
        /// </summary>
        private static PackedOperator ReadDepthwiseConv2D(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            Window2D w = file.Window();
            int multiplier = file.Int(1, EcmReader.MostExtent, "multiplier"), zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            int outputs = file.Length(new int[] { w.Channels, multiplier });
            file.Length(new int[] { w.Rows, w.Columns, outputs });
            CheckMaps(file, w, outputs, x, y);
            return ReadWeights(file, new DepthwiseConv2D(w, multiplier, zeroPoint, isCompact, file.Workspace), outputs, x, y);
        }

        /// <summary>
        /// Transposed convolution: x, y, window of the output over the input (without dilation), outputs, zero point, requantization,
        /// biases, weights [K, R, S, C].
        /// </summary>
        private static PackedOperator ReadTransposeConv2D(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            Window2D w = file.Window();
            if (w.DilationY != 1 || w.DilationX != 1) throw new ModelFormatException("a transposed convolution has no dilation");
            int outputs = file.Int(1, EcmReader.MostExtent, "outputs"), zeroPoint = file.ZeroPoint();
            file.Length(new int[] { w.Rows, w.Columns, w.Channels, outputs });
            CheckMaps(file, w, outputs, x, y);
            return ReadWeights(file, new TransposeConv2D(w, zeroPoint, outputs), outputs, x, y);
        }

        /// <summary>
        /// Fully connected layer: x, y, batches, inputs, outputs, zero point of the weights and of the input, compact, requantization,
        /// biases, weights in the kernel's order.
        /// </summary>
        private static PackedOperator ReadFullyConnected(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int batches = file.Extent("batches"), inputs = file.Extent("inputs"), outputs = file.Extent("outputs");
            int filterZeroPoint = file.ZeroPoint(), zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            file.Length(new int[] { inputs, outputs });
            file.CheckApart(x, (long)batches * inputs, y, (long)batches * outputs);
            return ReadWeights(file,
                new FullyConnected(batches, inputs, outputs, filterZeroPoint, zeroPoint, isCompact, file.Workspace), outputs, x, y);
        }

        /// <summary>What the records of all convolutions and fully connected layers end with: requantization, biases, weights.</summary>
        private static PackedOperator ReadWeights(EcmReader file, IWeightedKernel kernel, int outputs, int x, int y)
        {
            file.Need(kernel.Bytes);
            Requantization requantization = file.Requantization(outputs);
            int[] bias = file.Bias(outputs);
            if (file.IsLoading) kernel.Load(requantization, bias, file);
            else file.Skip(kernel.WeightCount);
            return new PackedOperator(kernel, x, y);
        }

        private static void CheckMaps(EcmReader file, Window2D w, int outputs, int x, int y) =>
            file.CheckApart(x, w.Batches * w.Height * w.Width * w.Channels, y,
                (long)file.Length(new int[] { w.Batches, w.OutHeight, w.OutWidth }) * outputs);

        /// <summary>Pooling: x, y, window, kind (0 maximum, 1 minimum, 2 average), least and greatest output.</summary>
        private static PackedOperator ReadPool2D(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            Window2D w = file.Window();
            PoolKind kind = (PoolKind)file.Int(0, 2, "kind");
            CheckMaps(file, w, w.Channels, x, y);
            if (kind == PoolKind.Average) file.Need(4L * w.Channels);
            return new PackedOperator(new Pool2D(w, kind, file.Int(-128, 127, "minimum"), file.Int(-128, 127, "maximum")), x, y);
        }

        /// <summary>Mean or sum along axes: x, y, shape, shape with 1 for each axis summed, zero point, requantization.</summary>
        private static PackedOperator ReadMean(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int[] shape = file.Shape(), reduced = file.Shape();
            int zeroPoint = file.ZeroPoint(), length = file.Length(reduced);
            file.CheckApart(x, file.Length(shape), y, length);
            file.Need(4L * length + 12L * shape.Length);
            Requantization requantization = file.Requantization(1);
            PairedRuns.Reduce(shape, reduced);
            return new PackedOperator(file.IsLoading ? new Mean(shape, reduced, zeroPoint, requantization) : null, x, y);
        }

        /// <summary>
        /// Elementwise kernels: a, b, y; the flag subtract of a sum, minimum of an extreme; shapes. Then of a sum zero point, multiplier
        /// and shift of each operand, left shift, requantization; of a product zero points, requantization.
        /// </summary>
        private static PackedOperator ReadElementwise(PackedOperatorCode code, EcmReader file)
        {
            int a = file.Word(), b = file.Word(), y = file.Word();
            bool isFlagged = code != PackedOperatorCode.Mul && file.Flag(code == PackedOperatorCode.Add ? "subtract" : "minimum");
            int[] aShape = file.Shape(), bShape = file.Shape();
            Elementwise kernel;
            if (code == PackedOperatorCode.Extreme)
                kernel = isFlagged ? Elementwise.Minimum(aShape, bShape) : Elementwise.Maximum(aShape, bShape);
            else if (code == PackedOperatorCode.Mul)
                kernel = Elementwise.Product(aShape, file.ZeroPoint(), bShape, file.ZeroPoint(), file.Requantization(1));
            else
            {
                int aZeroPoint = file.ZeroPoint(), aMultiplier = file.Multiplier(), aShift = file.Int(-31, 0, "shift");
                int bZeroPoint = file.ZeroPoint(), bMultiplier = file.Multiplier(), bShift = file.Int(-31, 0, "shift");
                kernel = Elementwise.Sum(aShape, aZeroPoint, aMultiplier, aShift, bShape, bZeroPoint, bMultiplier, bShift,
                    file.Int(0, 22, "left shift"), file.Requantization(1), isFlagged);
                file.Need(Elementwise.TableBytes);
            }
            file.CheckInPlace(a, file.Length(aShape), y, kernel.Length);
            file.CheckInPlace(b, file.Length(bShape), y, kernel.Length);
            file.Need(PairedRuns.BytesOf(aShape, bShape));
            return new PackedOperator(kernel, a, b, y);
        }

        /// <summary>Copies elements by steps: x, y, number of axes, extents, steps in x, steps in y.</summary>
        private static PackedOperator ReadCopy(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int[] extents = file.Shape();
            int[] xSteps = file.Ints(extents.Length, -EcmReader.MaxLength, EcmReader.MaxLength, "step");
            int[] ySteps = file.Ints(extents.Length, -EcmReader.MaxLength, EcmReader.MaxLength, "step");
            long xFirst = 0, xLast = 0, yFirst = 0, yLast = 0;
            for (int axis = 0; axis < extents.Length; axis++)
            {
                long dx = (extents[axis] - 1L) * xSteps[axis], dy = (extents[axis] - 1L) * ySteps[axis];
                if (dx < 0) xFirst += dx;
                else xLast += dx;
                if (dy < 0) yFirst += dy;
                else yLast += dy;
            }
            if (xLast - xFirst > EcmReader.MaxLength
                || yLast - yFirst > EcmReader.MaxLength) throw new ModelFormatException("steps reach too far");
            file.Length(extents);
            file.CheckApart(x + xFirst, xLast - xFirst + 1, y + yFirst, yLast - yFirst + 1);
            file.Need(12L * extents.Length);
            return new PackedOperator(new PairedRuns(extents, xSteps, ySteps), x, y);
        }

        /// <summary>One value throughout: y, count, value.</summary>
        private static PackedOperator ReadFill(EcmReader file)
        {
            int y = file.Word(), count = file.Extent("count"), value = file.Int(-128, 127, "value");
            file.CheckPlace(y, count);
            return new PackedOperator(new Fill(count, (sbyte)value), y, y);
        }

        /// <summary>
        /// Nearest neighbours: x, y, N, H, W, C, output rows, output columns, the input row of each output row, the input column of
        /// each output column.
        /// </summary>
        private static PackedOperator ReadResizeNearest(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int n = file.Extent("batches"), h = file.Extent("height"), w = file.Extent("width"), c = file.Extent("channels");
            int outHeight = file.Extent("output height"), outWidth = file.Extent("output width");
            file.CheckApart(x, file.Length(new int[] { n, h, w, c }), y, file.Length(new int[] { n, outHeight, outWidth, c }));
            int[] rows = file.Ints(outHeight, 0, h - 1, "row"), columns = file.Ints(outWidth, 0, w - 1, "column");
            file.Need(4L * outHeight + 4L * outWidth);
            return new PackedOperator(file.IsLoading ? new ResizeNearest(n, h, w, c, rows, columns) : null, x, y);
        }

        /// <summary>Softmax: x, y, rows, depth, multiplier, left shift.</summary>
        private static PackedOperator ReadSoftmax(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int rows = file.Extent("rows"), depth = file.Int(1, 4095, "depth");
            file.CheckInPlace(x, (long)rows * depth, y, (long)rows * depth);
            file.Need(1024);
            return new PackedOperator(new Softmax(rows, depth, file.Multiplier(), file.Int(0, 31, "left shift")), x, y);
        }

        /// <summary>Any function of one value: x, y, count, 256 results with that of -128 first.</summary>
        private static PackedOperator ReadLookupTable(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int count = file.Extent("count");
            file.CheckInPlace(x, count, y, count);
            sbyte[] table = new sbyte[256];
            file.Read(table, 0, 256);
            file.Need(256);
            return new PackedOperator(new LookupTable(table, count), x, y);
        }

        /// <summary>Rectifier with slopes: x, slopes, y, shapes, zero points, requantization of x and of x * slope.</summary>
        private static PackedOperator ReadPrelu(EcmReader file)
        {
            int x = file.Word(), slopes = file.Word(), y = file.Word();
            int[] shape = file.Shape(), slopesShape = file.Shape();
            int xZeroPoint = file.ZeroPoint(), slopeZeroPoint = file.ZeroPoint(), length = file.Length(shape);
            Prelu kernel = new Prelu(shape, xZeroPoint, slopesShape, slopeZeroPoint, file.Requantization(2));
            file.CheckInPlace(x, length, y, length);
            file.CheckInPlace(slopes, file.Length(slopesShape), y, length);
            file.Need(PairedRuns.BytesOf(shape, slopesShape));
            return new PackedOperator(kernel, x, slopes, y);
        }

        /// <summary>
        /// Mixed neighbours: x, y, N, H, W, C, output rows, output columns, corners aligned, cells placed by their centers.
        /// </summary>
        private static PackedOperator ReadResizeBilinear(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int[] v = file.Ints(6, 1, EcmReader.MaxLength, "extent");
            file.CheckApart(x, file.Length(new int[] { v[0], v[1], v[2], v[3] }), y, file.Length(new int[] { v[0], v[4], v[5], v[3] }));
            bool alignsCorners = file.Flag("corners aligned"), isCentered = file.Flag("centers");
            return new PackedOperator(new ResizeBilinear(v[0], v[1], v[2], v[3], v[4], v[5], alignsCorners, isCentered), x, y);
        }

        /// <summary>Maximum or minimum along axes: x, y, minimum, shape, shape with 1 for each axis searched.</summary>
        private static PackedOperator ReadReduceExtreme(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            bool isMinimum = file.Flag("minimum");
            int[] shape = file.Shape(), reduced = file.Shape();
            file.CheckApart(x, file.Length(shape), y, file.Length(reduced));
            file.Need(12L * shape.Length);
            return new PackedOperator(new ReduceExtreme(shape, reduced, isMinimum), x, y);
        }
    }
}
