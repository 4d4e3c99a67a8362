namespace EdgeConv.Actuation
{
    /// <summary>
    /// Detects a model that no longer works although it throws no exception: its output never changes, or all values of its output are at
    /// one end of the range. It also refuses a heat map in which nothing is found. All checks are off by default, because a model that
    /// gives one class for a long time looks the same. A check reads input and output once and keeps only their hashes.
    /// </summary>
    public sealed class ModelCheck
    {
        private int _stuckAfter, _saturatedAfter, _foundAt = -128;

        // Hashes of the last input and output, and how many outputs in a row were the same or saturated.
        private int _input, _output, _stuck, _saturated;

        /// <summary>
        /// Number of equal outputs in a row, each from a new input, after which the model counts as stuck. At least 2; 0, the default,
        /// turns the check off.
        /// </summary>
        /// <exception cref="System.ArgumentOutOfRangeException">The value is 1 or below 0.</exception>
        public int StuckAfter
        {
            get => _stuckAfter;
            set => _stuckAfter = value == 0 ? 0 : Argument.InRange("StuckAfter", value, 2, int.MaxValue);
        }

        /// <summary>
        /// Number of outputs in a row whose values are all -128, or all 127, after which the output counts as saturated. At least 1; 0, the
        /// default, turns the check off.
        /// </summary>
        /// <exception cref="System.ArgumentOutOfRangeException">The value is below 0.</exception>
        public int SaturatedAfter
        {
            get => _saturatedAfter;
            set => _saturatedAfter = Argument.InRange("SaturatedAfter", value, 0, int.MaxValue);
        }

        /// <summary>
        /// The int8 value that the greatest element of an output must reach: below it, the model found nothing in the frame. -128, the
        /// default, turns the check off.
        /// </summary>
        /// <exception cref="System.ArgumentOutOfRangeException">The value is outside -128..127.</exception>
        public int FoundAt
        {
            get => _foundAt;
            set => _foundAt = Argument.InRange("FoundAt", value, -128, 127);
        }

        /// <summary>Checks the input and output of one inference. Call this once per inference.</summary>
        /// <returns>ModelStuck, ModelSaturated, NothingFound or None.</returns>
        public GuardReason Check(sbyte[] input, sbyte[] output)
        {
            int before = _output;
            _output = Hash(output);
            if (_stuckAfter > 0)
            {
                int last = _input;
                _input = Hash(input);
                // Equal outputs of equal inputs are no sign of a fault.
                if (_stuck == 0 || _output != before) _stuck = 1;
                else if (_input != last && _stuck < int.MaxValue) _stuck++;
            }
            sbyte first = output[0];
            int i = 0;
            if (first == -128 || first == 127) while (i < output.Length && output[i] == first) i++;
            if (i < output.Length) _saturated = 0;
            else if (_saturated < int.MaxValue) _saturated++;
            if (_stuckAfter > 0 && _stuck >= _stuckAfter) return GuardReason.ModelStuck;
            if (_saturatedAfter > 0 && _saturated >= _saturatedAfter) return GuardReason.ModelSaturated;
            for (i = 0; i < output.Length; i++)
                if (output[i] >= _foundAt) return GuardReason.None;
            return GuardReason.NothingFound;
        }

        private static int Hash(sbyte[] values)
        {
            int hash = 0;
            for (int i = 0; i < values.Length; i++) hash = hash * 16777619 + values[i];
            return hash;
        }
    }
}
