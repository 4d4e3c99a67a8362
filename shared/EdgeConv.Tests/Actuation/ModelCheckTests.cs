using System;
using EdgeConv.Actuation;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class ModelCheckTests
    {
        private static GuardReason Look(ModelCheck check, int input, int first, int second) =>
            check.Check(new[] { (sbyte)input }, new[] { (sbyte)first, (sbyte)second });

        [TestMethod]
        public void LooksForNothingUnlessAsked()
        {
            ModelCheck check = new ModelCheck();
            for (int i = 0; i < 20; i++) Assert.IsTrue(Look(check, i, 127, 127) == GuardReason.None);
        }

        [TestMethod]
        public void TheSameOutputForDifferentInputsIsStuck()
        {
            ModelCheck check = new ModelCheck { StuckAfter = 3 };
            Assert.AreEqual(3, check.StuckAfter);
            Assert.IsTrue(Look(check, 1, 5, 6) == GuardReason.None);
            Assert.IsTrue(Look(check, 2, 5, 6) == GuardReason.None);
            // The same input once more says nothing.
            Assert.IsTrue(Look(check, 2, 5, 6) == GuardReason.None);
            Assert.IsTrue(Look(check, 3, 5, 6) == GuardReason.ModelStuck);
            Assert.IsTrue(Look(check, 3, 5, 6) == GuardReason.ModelStuck);
            Assert.IsTrue(Look(check, 4, 5, 7) == GuardReason.None);
            Assert.IsTrue(Look(check, 5, 5, 7) == GuardReason.None);
            Assert.IsTrue(Look(check, 6, 5, 7) == GuardReason.ModelStuck);
        }

        [TestMethod]
        public void AnOutputAtOneEndIsSaturated()
        {
            ModelCheck check = new ModelCheck { SaturatedAfter = 2 };
            Assert.AreEqual(2, check.SaturatedAfter);
            Assert.IsTrue(Look(check, 1, 127, 127) == GuardReason.None);
            Assert.IsTrue(Look(check, 2, 127, 127) == GuardReason.ModelSaturated);
            Assert.IsTrue(Look(check, 3, -128, -128) == GuardReason.ModelSaturated);
            // Sure of one class, or all at a value that is no end.
            Assert.IsTrue(Look(check, 4, -128, 127) == GuardReason.None);
            Assert.IsTrue(Look(check, 5, -127, -127) == GuardReason.None);
            Assert.IsTrue(Look(check, 6, -128, -128) == GuardReason.None);
            Assert.IsTrue(Look(check, 6, -128, -128) == GuardReason.ModelSaturated);
        }

        [TestMethod]
        public void AnOutputWithoutAnyHighValueFoundNothing()
        {
            ModelCheck check = new ModelCheck { FoundAt = 20 };
            Assert.AreEqual(20, check.FoundAt);
            Assert.IsTrue(Look(check, 1, 19, -128) == GuardReason.NothingFound);
            Assert.IsTrue(Look(check, 2, 20, -128) == GuardReason.None);
            Assert.IsTrue(Look(check, 3, -128, 127) == GuardReason.None);
            Assert.IsTrue(Look(check, 4, -128, -128) == GuardReason.NothingFound);
        }

        [TestMethod]
        public void RefusesSettingsThatMeanNothing()
        {
            ModelCheck check = new ModelCheck();
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => check.StuckAfter = 1);
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => check.StuckAfter = -1);
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => check.SaturatedAfter = -1);
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => check.FoundAt = 128);
            Expect.Throws(typeof(ArgumentOutOfRangeException), () => check.FoundAt = -129);
            check.StuckAfter = 0;
        }
    }
}
