using System;
using EdgeConv.Models;

namespace EdgeConv.Slots
{
    /// <summary>
    /// Chooses the model that a board runs, when it starts: the slot on trial or the one that was asked for, else the one confirmed last,
    /// else the model that is built in. A model that is damaged, does not fit the memory or fails its self-test is put aside, and the next
    /// one is loaded in the same start.
    /// </summary>
    public sealed class SlotStart
    {
        /// <summary>Steps of the loop that must go well before a model counts as confirmed.</summary>
        public const int ConfirmingSteps = 20;

        private readonly ModelSlots _slots;
        private readonly IClock _clock;
        private long _faults, _first;
        private bool _isConfirmed;

        /// <summary>Loads nothing yet.</summary>
        /// <param name="slots">The slots.</param>
        /// <param name="clock">Measures the self-test.</param>
        public SlotStart(ModelSlots slots, IClock clock)
        {
            _slots = slots;
            _clock = clock;
        }

        /// <summary>The slot whose model runs, or <see cref="ModelSlots.None"/>.</summary>
        public int Running { get; private set; } = ModelSlots.None;

        /// <summary>How far the start has come: a <see cref="StartPhase"/>.</summary>
        public int Phase { get; private set; }

        /// <summary>Steps of the self-test that have passed.</summary>
        public int Tested { get; private set; }

        /// <summary>Steps that the self-test has; 0 where the file has none.</summary>
        public int Tests { get; private set; }

        /// <summary>How long loading and self-test took.</summary>
        public long Microseconds { get; private set; }

        /// <summary>Why a model was not taken in this start; null where none was refused.</summary>
        public string Reason { get; private set; }

        /// <summary>Loads and tests a model.</summary>
        /// <param name="wanted">The slot that the settings ask for; <see cref="ModelSlots.None"/> where they ask for the built-in
        /// model.</param>
        /// <returns>Null where the built-in model is to run.</returns>
        public PackedModel Load(int wanted)
        {
            int trial = _slots.Trial, confirmed = _slots.Confirmed;
            PackedModel model = null;
            if (trial != ModelSlots.None) model = Take(trial);
            if (model == null && wanted != ModelSlots.None && wanted != trial) model = Take(wanted);
            if (model == null && wanted != ModelSlots.None && confirmed != ModelSlots.None && confirmed != trial && confirmed != wanted)
                model = Take(confirmed);
            Phase = model != null ? StartPhase.Passed : Reason != null ? StartPhase.Failed : StartPhase.BuiltIn;
            return model;
        }

        /// <summary>Takes note of a step of the loop: after <see cref="ConfirmingSteps"/> that went well the model is confirmed.</summary>
        /// <param name="frames">Good frames of the loop so far.</param>
        /// <param name="faults">Faults of the model so far.</param>
        /// <returns>What is worth a line of the log, or null.</returns>
        public string OnStep(long frames, long faults)
        {
            if (_isConfirmed || Running == ModelSlots.None) return null;
            if (faults != _faults)
            {
                _faults = faults;
                _first = frames;
            }
            return frames - _first >= ConfirmingSteps ? Confirm() : null;
        }

        /// <summary>Confirms the model that runs. Gives a line for the log.</summary>
        public string Confirm()
        {
            if (Running == ModelSlots.None) return "no model of a slot runs";
            _isConfirmed = true;
            if (_slots.Confirmed == Running && _slots.Trial != Running) return null;
            string fault = _slots.Confirm(Running);
            return fault ?? "model " + _slots.NameOf(Running) + ": confirmed";
        }

        /// <summary>Puts the model that runs aside: the board cannot work with it.</summary>
        /// <param name="why">The reason.</param>
        public void Drop(string why)
        {
            int slot = Running;
            Running = ModelSlots.None;
            Phase = StartPhase.Failed;
            Refuse(slot, why);
        }

        /// <summary>Notes why the loop cannot run with a model that is kept all the same.</summary>
        public void Hold(string why) => Note(Running, why);

        private PackedModel Take(int slot)
        {
            if (!_slots.IsReady(slot)) return Note(slot, "the slot holds no whole model, or one that was put aside");
            if (!_slots.Attempt(slot))
                return Refuse(slot, ModelSlots.MaxAttempts.ToString() + " starts did not get through");
            long started = _clock.Microseconds;
            PackedModel model = LoadAndTest(slot);
            Microseconds = _clock.Microseconds - started;
            if (model == null) return null;
            Running = slot;
            _slots.Pass(slot);
            return model;
        }

        private PackedModel LoadAndTest(int slot)
        {
            try
            {
                Phase = StartPhase.Loading;
                IModelSource file = _slots.Open(slot);
                PackedModel model = PackedModel.Load(file, _slots.RamBudget);
                if (model.InputCount != 1)
                    return Refuse(slot, "it has " + model.InputCount.ToString() + " inputs, and a frame is one");
                SelfTest test = SelfTest.Read(file);
                Tests = test == null ? 0 : test.Count;
                Phase = StartPhase.Testing;
                for (Tested = 0; Tested < Tests; Tested++)
                    if (!test.Run(model, Tested))
                        return Refuse(slot, "step " + (Tested + 1).ToString() + " of its self-test gives other bytes than it should");
                return model;
            }
            catch (OutOfMemoryException)
            {
                return Refuse(slot, "the memory does not suffice");
            }
            catch (Exception e)
            {
                return Refuse(slot, e.Message);
            }
        }

        private PackedModel Refuse(int slot, string why)
        {
            _slots.PutAside(slot);
            return Note(slot, why);
        }

        private PackedModel Note(int slot, string why)
        {
            string reason = "slot " + (slot == 0 ? "a" : "b") + ", " + _slots.NameOf(slot) + ": " + why;
            Reason = Reason == null ? reason : Reason + "; " + reason;
            return null;
        }
    }
}
