using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>
    /// Reads, checks and loads the records of an .ecm file, field by field in the order of the file. docs/ecm.md describes the same
    /// fields.
    /// </summary>
    internal static class PackedRecords
    {
        /// <summary>Reads, checks and loads a record. Returns null for a constant, which an inference need not run.</summary>
        internal static PackedOperator Read(int code, EcmReader file)
        {
            switch ((PackedOperatorCode)code)
            {
                case PackedOperatorCode.Constant: return ReadConstant(file);
                case PackedOperatorCode.Add:
                case PackedOperatorCode.Mul:
                case PackedOperatorCode.Extreme: return ReadElementwise((PackedOperatorCode)code, file);
                case PackedOperatorCode.Fill: return ReadFill(file);
                case PackedOperatorCode.Prelu: return ReadPrelu(file);
            }
            int x = file.Word(), y = file.Word();
            return new PackedOperator(ReadKernel(code, file, x, y), x, y);
        }

        // Reads a record with one input, x, and one output, y: offsets in the arena.
        private static IKernel ReadKernel(int code, EcmReader file, int x, int y)
        {
            switch ((PackedOperatorCode)code)
            {
                case PackedOperatorCode.Conv2D: return ReadConv2D(file, x, y);
                case PackedOperatorCode.DepthwiseConv2D: return ReadDepthwiseConv2D(file, x, y);
                case PackedOperatorCode.TransposeConv2D: return ReadTransposeConv2D(file, x, y);
                case PackedOperatorCode.FullyConnected: return ReadFullyConnected(file, x, y);
                case PackedOperatorCode.Pool2D: return ReadPool2D(file, x, y);
                case PackedOperatorCode.Mean: return ReadMean(file, x, y);
                case PackedOperatorCode.Copy: return ReadCopy(file, x, y);
                case PackedOperatorCode.ResizeNearest: return ReadResizeNearest(file, x, y);
                case PackedOperatorCode.Softmax: return ReadSoftmax(file, x, y);
                case PackedOperatorCode.LookupTable: return ReadLookupTable(file, x, y);
                case PackedOperatorCode.ResizeBilinear: return ReadResizeBilinear(file, x, y);
                case PackedOperatorCode.ReduceExtreme: return ReadReduceExtreme(file, x, y);
                default: throw new ModelFormatException("operator code " + code.ToString() + " is unknown");
            }
        }

        /// <summary>
        /// Constant: y, count, bytes. The bytes are written into the arena when the model is loaded, so an inference need not run it.
        /// </summary>
        private static PackedOperator ReadConstant(EcmReader file)
        {
            int y = file.Word(), count = file.Extent("count");
            file.CheckRange(y, count);
            if (file.IsLoading) file.Read(file.Arena, y, count);
            else file.Skip(count);
            return null;
        }

        /// <summary>
        /// Convolution: x, y, window, outputs, groups, zero point, compact, requantization, biases, weights in the order of
        /// <see cref="PackedFilters"/>.
        /// </summary>
        private static IKernel ReadConv2D(EcmReader file, int x, int y)
        {
            Window2D w = file.Window();
            int outputs = file.Int(1, EcmReader.MaxExtent, "outputs"), groups = file.Int(1, w.Channels, "groups");
            int zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            file.Length(new int[] { w.Rows, w.Columns, w.Channels, outputs });
            CheckMaps(file, w, outputs, x, y);
            Conv2D kernel = new Conv2D(w, outputs, groups, zeroPoint, isCompact, file.Workspace, false);
            ReadWeights(file, kernel.Filters);
            return kernel;
        }

        /// <summary>
        /// Depthwise convolution: x, y, window, multiplier, zero point, compact, requantization, biases, weights in the kernel's order.
        /// </summary>
        private static IKernel ReadDepthwiseConv2D(EcmReader file, int x, int y)
        {
            Window2D w = file.Window();
            int multiplier = file.Int(1, EcmReader.MaxExtent, "multiplier"), zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            int outputs = file.Length(new int[] { w.Channels, multiplier });
            file.Length(new int[] { w.Rows, w.Columns, outputs });
            CheckMaps(file, w, outputs, x, y);
            Conv2D kernel = new DepthwiseConv2D(w, multiplier, zeroPoint, isCompact, file.Workspace);
            ReadWeights(file, kernel.Filters);
            return kernel;
        }

        /// <summary>
        /// Transposed convolution: x, y, window of the output over the input (without dilation), outputs, zero point, requantization,
        /// biases, weights [K, R, S, C].
        /// </summary>
        private static IKernel ReadTransposeConv2D(EcmReader file, int x, int y)
        {
            Window2D w = file.Window();
            if (w.DilationY != 1 || w.DilationX != 1) throw new ModelFormatException("a transposed convolution has no dilation");
            int outputs = file.Int(1, EcmReader.MaxExtent, "outputs"), zeroPoint = file.ZeroPoint();
            file.Length(new int[] { w.Rows, w.Columns, w.Channels, outputs });
            CheckMaps(file, w, outputs, x, y);
            TransposeConv2D kernel = new TransposeConv2D(w, zeroPoint, outputs, file.Workspace);
            ReadWeights(file, kernel);
            return kernel;
        }

        /// <summary>
        /// Fully connected layer: x, y, batches, inputs, outputs, zero point of the weights and of the input, compact, requantization,
        /// biases, weights in the kernel's order.
        /// </summary>
        private static IKernel ReadFullyConnected(EcmReader file, int x, int y)
        {
            int batches = file.Extent("batches"), inputs = file.Extent("inputs"), outputs = file.Extent("outputs");
            int filterZeroPoint = file.ZeroPoint(), zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            file.Length(new int[] { inputs, outputs });
            file.CheckApart(x, (long)batches * inputs, y, (long)batches * outputs);
            FullyConnected kernel = new FullyConnected(batches, inputs, outputs, filterZeroPoint, zeroPoint, isCompact, file.Workspace);
            ReadWeights(file, kernel);
            return kernel;
        }

        /// <summary>Reads the end of a convolution's or fully connected layer's record: requantization, biases, weights.</summary>
        private static void ReadWeights(EcmReader file, WeightTable table)
        {
            file.Need(table.Bytes);
            Requantization requantization = file.Requantization(table.Outputs);
            int[] bias = file.Bias(table.Outputs);
            if (file.IsLoading) table.Load(requantization, bias, file);
            else file.Skip(table.WeightCount);
        }

        private static void CheckMaps(EcmReader file, Window2D w, int outputs, int x, int y) =>
            file.CheckApart(x, w.Batches * w.Height * w.Width * w.Channels, y,
                (long)file.Length(new int[] { w.Batches, w.OutHeight, w.OutWidth }) * outputs);

        /// <summary>Pooling: x, y, window, kind (0 maximum, 1 minimum, 2 average), minimum and maximum output.</summary>
        private static IKernel ReadPool2D(EcmReader file, int x, int y)
        {
            Window2D w = file.Window();
            PoolKind kind = (PoolKind)file.Int(0, 2, "kind");
            CheckMaps(file, w, w.Channels, x, y);
            if (kind == PoolKind.Average) file.Need(4L * w.Channels);
            return new Pool2D(w, kind, file.Int(-128, 127, "minimum"), file.Int(-128, 127, "maximum"));
        }

        /// <summary>Mean or sum along axes: x, y, shape, shape with 1 for each axis summed, zero point, requantization.</summary>
        private static IKernel ReadMean(EcmReader file, int x, int y)
        {
            int[] shape = file.Shape(), reduced = file.Shape();
            int zeroPoint = file.ZeroPoint(), length = file.Length(reduced);
            file.CheckApart(x, file.Length(shape), y, length);
            file.Need(4L * length + 12L * shape.Length);
            Requantization requantization = file.Requantization(1);
            PairedRuns.Reduce(shape, reduced);
            return file.IsLoading ? new Mean(shape, reduced, zeroPoint, requantization) : null;
        }

        /// <summary>
        /// Elementwise kernels: a, b, y, a flag (of a sum: subtract; of an extreme: minimum), both shapes. A sum then has zero point,
        /// multiplier and shift of each operand, left shift, requantization; a product has both zero points, requantization.
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

        /// <summary>Copy: x, y, number of axes, extents, steps in x, steps in y.</summary>
        private static IKernel ReadCopy(EcmReader file, int x, int y)
        {
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
            return new PairedRuns(extents, xSteps, ySteps);
        }

        /// <summary>Fill: y, count, value.</summary>
        private static PackedOperator ReadFill(EcmReader file)
        {
            int y = file.Word(), count = file.Extent("count"), value = file.Int(-128, 127, "value");
            file.CheckRange(y, count);
            return new PackedOperator(new Fill(count, (sbyte)value), y, y);
        }

        /// <summary>
        /// Nearest-neighbor resize: x, y, N, H, W, C, output rows, output columns, the input row of each output row, the input column of
        /// each output column.
        /// </summary>
        private static IKernel ReadResizeNearest(EcmReader file, int x, int y)
        {
            int n = file.Extent("batches"), h = file.Extent("height"), w = file.Extent("width"), c = file.Extent("channels");
            int outHeight = file.Extent("output height"), outWidth = file.Extent("output width");
            file.CheckApart(x, file.Length(new int[] { n, h, w, c }), y, file.Length(new int[] { n, outHeight, outWidth, c }));
            int[] rows = file.Ints(outHeight, 0, h - 1, "row"), columns = file.Ints(outWidth, 0, w - 1, "column");
            file.Need(4L * outHeight + 4L * outWidth);
            return file.IsLoading ? new ResizeNearest(n, h, w, c, rows, columns) : null;
        }

        /// <summary>Softmax: x, y, rows, depth, multiplier, left shift.</summary>
        private static IKernel ReadSoftmax(EcmReader file, int x, int y)
        {
            int rows = file.Extent("rows"), depth = file.Int(1, 4095, "depth");
            file.CheckInPlace(x, (long)rows * depth, y, (long)rows * depth);
            file.Need(1024);
            return new Softmax(rows, depth, file.Multiplier(), file.Int(0, 31, "left shift"));
        }

        /// <summary>Lookup table: x, y, count, 256 results; the first is that of -128.</summary>
        private static IKernel ReadLookupTable(EcmReader file, int x, int y)
        {
            int count = file.Extent("count");
            file.CheckInPlace(x, count, y, count);
            sbyte[] table = new sbyte[256];
            file.Read(table, 0, 256);
            file.Need(256);
            return new LookupTable(table, count);
        }

        /// <summary>PReLU: x, slopes, y, shapes, zero points, requantization of x and of x * slope.</summary>
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
        /// Bilinear resize: x, y, N, H, W, C, output rows, output columns, flag align_corners, flag half_pixel_centers.
        /// </summary>
        private static IKernel ReadResizeBilinear(EcmReader file, int x, int y)
        {
            int[] v = file.Ints(6, 1, EcmReader.MaxLength, "extent");
            file.CheckApart(x, file.Length(new int[] { v[0], v[1], v[2], v[3] }), y, file.Length(new int[] { v[0], v[4], v[5], v[3] }));
            bool alignsCorners = file.Flag("corners aligned"), isCentered = file.Flag("centers");
            return new ResizeBilinear(v[0], v[1], v[2], v[3], v[4], v[5], alignsCorners, isCentered);
        }

        /// <summary>Maximum or minimum along axes: x, y, flag minimum, shape, shape with 1 for each axis searched.</summary>
        private static IKernel ReadReduceExtreme(EcmReader file, int x, int y)
        {
            bool isMinimum = file.Flag("minimum");
            int[] shape = file.Shape(), reduced = file.Shape();
            file.CheckApart(x, file.Length(shape), y, file.Length(reduced));
            file.Need(12L * shape.Length);
            return new ReduceExtreme(shape, reduced, isMinimum);
        }
    }
}
