namespace EdgeConv.Slots
{
    /// <summary>How far a board has come with the model of a slot since it started.</summary>
    public static class StartPhase
    {
        /// <summary>It has not come to the model yet.</summary>
        public const int Waiting = 0;

        /// <summary>It checks and loads the file.</summary>
        public const int Loading = 1;

        /// <summary>It runs the self-test.</summary>
        public const int Testing = 2;

        /// <summary>A model of a slot has passed and runs.</summary>
        public const int Passed = 3;

        /// <summary>A model of a slot was refused, and the built-in one runs.</summary>
        public const int Failed = 4;

        /// <summary>The built-in model runs, and no other was asked for.</summary>
        public const int BuiltIn = 5;
    }
}
