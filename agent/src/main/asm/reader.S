/*
 * The two functions of the kernel monitor that must not be Java, for x86-64 Linux. Position-independent; no stack but for what is
 * pushed; nothing but system calls and the memory that the control block names. What is assembled from this is embedded in
 * io.pindown.agent.kernel.ReaderCode, and a test assembles it again and compares.
 *
 * Control block, as in io.pindown.agent.kernel.ControlBlock:
 *     0  state        8 bytes: 2 * messages read so far, + 1 while some may have been taken from the kernel and not counted yet
 *    64  descriptors  two struct pollfd: the userfaultfd; an eventfd that ends the reader
 *    80  ring         address of the ring of messages, 32 bytes each
 *    88  mask         messages in the ring - 1; their number is a power of two
 *    96  batch        the most messages of one read
 *   104  end          0 while it runs; 1 when it was told to end; else the negative error number that ended it
 *   112  signals      the signals to block: all
 *   120  name         of the thread, 16 bytes
 *   136  thread       its id
 */
        .intel_syntax noprefix
        .text
        .set STATE, 0
        .set FDS, 64
        .set RING, 80
        .set MASK, 88
        .set BATCH, 96
        .set END, 104
        .set SIGNALS, 112
        .set NAME, 120
        .set THREAD, 136

/* long call(number, a, b, c, d, e, f): a system call, with what the kernel returns: errors are negative numbers. Exactly 32 bytes. */
        .globl call
call:   mov     rax, rdi
        mov     rdi, rsi
        mov     rsi, rdx
        mov     rdx, rcx
        mov     r10, r8
        mov     r8, r9
        mov     r9, [rsp + 8]
        syscall
        ret
        .balign 32, 0xcc

/*
 * void *reader(control block): a thread's start routine. Takes events from the kernel, which lets go the threads that caused them.
 * It raises the lowest bit of the state before each read and lowers it when the messages are counted. When it ends it leaves the bit
 * up for ever, so that nothing passes for settled, and closes the userfaultfd, which releases everybody who waits for it.
 */
        .globl reader
reader: push    rbx
        push    rbp
        sub     rsp, 8
        mov     rbx, rdi
        xor     ebp, ebp                        /* messages read */
        mov     eax, 186                        /* gettid */
        syscall
        mov     [rbx + THREAD], rax
        mov     eax, 14                         /* rt_sigprocmask(SIG_SETMASK, all, 0, 8) */
        mov     edi, 2
        lea     rsi, [rbx + SIGNALS]
        xor     edx, edx
        mov     r10d, 8
        syscall
        mov     eax, 157                        /* prctl(PR_SET_NAME, name) */
        mov     edi, 15
        lea     rsi, [rbx + NAME]
        syscall

wait:   mov     eax, 7                          /* poll(descriptors, 2, for ever) */
        lea     rdi, [rbx + FDS]
        mov     esi, 2
        mov     rdx, -1
        syscall
        cmp     rax, -4                         /* EINTR */
        je      wait
        test    rax, rax
        js      ended
        cmp     word ptr [rbx + FDS + 14], 0    /* the eventfd */
        jne     told
        mov     rax, -9                         /* EBADF */
        test    word ptr [rbx + FDS + 6], 1     /* POLLIN of the userfaultfd, or it is none any more */
        jz      ended

        lea     rax, [rbp + rbp + 1]
        xchg    [rbx + STATE], rax              /* a full fence: before the kernel releases anybody */
        mov     rsi, [rbx + MASK]
        mov     rdx, rsi
        and     rsi, rbp                        /* this message's place */
        sub     rdx, rsi
        inc     rdx                             /* places up to the end of the ring */
        cmp     rdx, [rbx + BATCH]
        cmova   rdx, [rbx + BATCH]
        shl     rdx, 5
        shl     rsi, 5
        add     rsi, [rbx + RING]
        mov     edi, [rbx + FDS]
        xor     eax, eax                        /* read(userfaultfd, place, bytes) */
        syscall
        test    rax, rax
        js      none
        mov     rcx, -9
        cmovz   rax, rcx                        /* nothing at all: it is no userfaultfd any more */
        jz      ended
        shr     rax, 5
        add     rbp, rax
down:   lea     rax, [rbp + rbp]
        mov     [rbx + STATE], rax              /* after the messages: x86-64 keeps the order of stores */
        jmp     wait

none:   cmp     rax, -11                        /* EAGAIN: somebody gave up waiting, killed */
        je      down
        cmp     rax, -4                         /* EINTR */
        je      down
        jmp     ended

told:   mov     eax, 1
ended:  lea     rcx, [rbp + rbp + 1]
        xchg    [rbx + STATE], rcx
        mov     [rbx + END], rax
        mov     edi, [rbx + FDS]
        mov     eax, 3                          /* close(userfaultfd) */
        syscall
        xor     eax, eax
        add     rsp, 8
        pop     rbp
        pop     rbx
        ret
