package ringside.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import ringside.base.StateReader;
import ringside.base.StateWriter;

class EventQueueTests {
    private final EventQueue queue = new EventQueue();
    private final List<String> ran = new ArrayList<>();

    private Timer timer(String name) {
        return queue.timer(name, due -> ran.add(name + "@" + due));
    }

    @Test
    void events_run_by_time_then_by_order_of_scheduling() {
        timer("late").set(20);
        timer("first").set(10);
        timer("second").set(10);

        queue.runDue(9);
        assertThat(ran).isEmpty();
        queue.runDue(20);
        assertThat(ran).containsExactly("first@10", "second@10", "late@20");
        assertThat(queue.next()).isEqualTo(Timer.NEVER);
    }

    @Test
    void setting_again_replaces_and_cancelling_forgets() {
        Timer a = timer("a");
        Timer b = timer("b");
        a.set(5);
        a.set(50);
        b.set(7);
        b.cancel();

        queue.runDue(49);
        assertThat(ran).isEmpty();
        assertThat(a.due()).isEqualTo(50);
        assertThat(b.due()).isEqualTo(Timer.NEVER);
    }

    @Test
    void an_event_may_schedule_itself_within_the_time_being_run() {
        Timer[] periodic = new Timer[1];
        periodic[0] = queue.timer("tick", due -> {
            ran.add("tick@" + due);
            periodic[0].set(due + 10);
        });
        periodic[0].set(10);

        queue.runDue(35);
        assertThat(ran).containsExactly("tick@10", "tick@20", "tick@30");
        assertThat(queue.next()).isEqualTo(40);
    }

    @Test
    void the_listener_hears_only_of_earlier_times() {
        List<Long> heard = new ArrayList<>();
        queue.onEarlier(heard::add);
        timer("a").set(100);
        timer("b").set(200);
        timer("c").set(50);
        assertThat(heard).containsExactly(100L, 50L);
    }

    @Test
    void pending_events_survive_saving() {
        Timer a = timer("a");
        Timer b = timer("b");
        b.set(30);
        a.set(30);
        StateWriter out = new StateWriter();
        queue.save(out);
        queue.runDue(100);
        ran.clear();

        queue.load(new StateReader(out.toBytes(), "test"));
        queue.runDue(30);
        assertThat(ran).containsExactly("b@30", "a@30");
    }

    @Test
    void two_timers_cannot_share_a_name() {
        timer("x");
        assertThatThrownBy(() -> timer("x")).hasMessageContaining("'x'");
    }

    @Test
    void random_scheduling_keeps_the_order() {
        Random random = new Random(1);
        List<Timer> timers = new ArrayList<>();
        List<Long> order = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            timers.add(queue.timer("t" + i, order::add));
        }
        for (int i = 0; i < 5000; i++) {
            Timer timer = timers.get(random.nextInt(100));
            if (random.nextInt(4) == 0) {
                timer.cancel();
            } else {
                timer.set(random.nextInt(1000));
            }
        }
        int pending = queue.pending().size();
        queue.runDue(1000);
        assertThat(order).hasSize(pending).isSorted();
    }
}
