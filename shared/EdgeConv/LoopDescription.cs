using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv
{
    /// <summary>The parts of an <see cref="EdgeLoop"/>. The loop copies them: a change after that has no effect on it.</summary>
    public sealed class LoopDescription
    {
        /// <summary>Where frames come from. Required.</summary>
        public IFrameSource Frames { get; set; }

        /// <summary>
        /// Turns a frame of the source into the model's input. By default it takes whole frames and maps the range of the source's format.
        /// </summary>
        public Preprocessor Preprocessor { get; set; }

        /// <summary>The network. Required.</summary>
        public IModel Model { get; set; }

        /// <summary>What is read from the network's output. Required.</summary>
        public Readout Readout { get; set; }

        /// <summary>Turns what is read into a duty. Required.</summary>
        public DutyMap Map { get; set; }

        /// <summary>Decides what reaches the output. The loop goes by its clock. Required.</summary>
        public OutputGuard Guard { get; set; }

        /// <summary>
        /// Time from the begin of one frame to the next, from 1 to below the guard's deadline. By default a tenth of a second.
        /// </summary>
        public int PeriodMicroseconds { get; set; } = 100000;

        /// <summary>Refuses frames that no working sensor gives. By default none are refused.</summary>
        public FrameCheck FrameCheck { get; set; }

        /// <summary>Refuses outputs that no working model gives. By default none are refused.</summary>
        public ModelCheck ModelCheck { get; set; }

        /// <summary>Holds back small changes of the duty. By default none are held back.</summary>
        public Hysteresis Hysteresis { get; set; }

        /// <summary>Bounds how fast the duty changes; after a safe state from the safe duty on. By default without bound.</summary>
        public SlewLimit SlewLimit { get; set; }

        /// <summary>A copy with all defaults filled in, the preprocessor made ready.</summary>
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
            return copy;
        }

        private static void Fit(string part, string has, string wanted)
        {
            if (has != wanted) throw new ArgumentException(part + has + ", not " + wanted);
        }
    }
}
