using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv
{
    /// <summary>
    /// The parts of an <see cref="EdgeLoop"/>. The loop copies them, so that later changes of this object do not affect it.
    /// </summary>
    public sealed class LoopDescription
    {
        /// <summary>The source of the frames. Required.</summary>
        public IFrameSource Frames { get; set; }

        /// <summary>
        /// Converts a frame to the model's input. The default takes whole frames and maps the range of the source's format.
        /// </summary>
        public Preprocessor Preprocessor { get; set; }

        /// <summary>The model. Required.</summary>
        public IModel Model { get; set; }

        /// <summary>Reduces the model's output to one number. Required.</summary>
        public Readout Readout { get; set; }

        /// <summary>Maps that number to a duty. Required.</summary>
        public DutyMap Map { get; set; }

        /// <summary>Guards the output. The loop uses the guard's clock. Required.</summary>
        public OutputGuard Guard { get; set; }

        /// <summary>A second output that the same inferences drive. The default is null: there is only one.</summary>
        public SecondOutput Second { get; set; }

        /// <summary>
        /// Time from the begin of one frame to the begin of the next: 1 to just below the guard's deadline. The default is 100,000 (0.1 s).
        /// </summary>
        public int PeriodMicroseconds { get; set; } = 100000;

        /// <summary>Refuses frames that no working sensor gives. The default is null: no frame is refused.</summary>
        public FrameCheck FrameCheck { get; set; }

        /// <summary>Refuses outputs that no working model gives. The default is null: no output is refused.</summary>
        public ModelCheck ModelCheck { get; set; }

        /// <summary>Suppresses small changes of the duty. The default is null: no change is suppressed.</summary>
        public Hysteresis Hysteresis { get; set; }

        /// <summary>
        /// Limits how fast the duty changes; after a safe state it starts from the safe duty. The default is null: no limit.
        /// </summary>
        public SlewLimit SlewLimit { get; set; }

        /// <summary>Returns a copy with all defaults filled in and the preprocessor prepared.</summary>
        /// <exception cref="ArgumentException">A part is missing, or parts do not fit each other; the message names the part.</exception>
        internal LoopDescription Checked()
        {
            if (Frames == null) throw new ArgumentNullException("Frames");
            if (Model == null) throw new ArgumentNullException("Model");
            if (Readout == null) throw new ArgumentNullException("Readout");
            if (Map == null) throw new ArgumentNullException("Map");
            if (Guard == null) throw new ArgumentNullException("Guard");
            if (PeriodMicroseconds < 1 || PeriodMicroseconds >= Guard.DeadlineMicroseconds)
                throw new ArgumentException("PeriodMicroseconds: " + PeriodMicroseconds.ToString()
                    + " is not in 1 to below the guard's deadline of " + Guard.DeadlineMicroseconds.ToString());
            LoopDescription copy = (LoopDescription)MemberwiseClone();
            if (Preprocessor == null) copy.Preprocessor = new Preprocessor(Frames.Format, Model.Input);
            Fit("Preprocessor: made for frames of ", copy.Preprocessor.Format.ShapeText(), Frames.Format.ShapeText());
            Fit("Preprocessor: made for an input of ", copy.Preprocessor.Input.ShapeText(), Model.Input.ShapeText());
            if (FrameCheck != null) Fit("FrameCheck: made for frames of a length of ", FrameCheck.Length.ToString(),
                Frames.Format.Length.ToString());
            copy.Preprocessor.Prepare();
            Readout.Check(Model.Output);
            if (Second != null) Second.Check(Model.Output);
            return copy;
        }

        private static void Fit(string part, string has, string wanted)
        {
            if (has != wanted) throw new ArgumentException(part + has + ", not " + wanted);
        }
    }
}
