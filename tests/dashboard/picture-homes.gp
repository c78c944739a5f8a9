# Draws what picture.mjs has written for all homes: plots is its directory, picture the file to make, begin the time 24
# hours earlier.

set terminal pngcairo size 1200,560 font "DejaVu Sans,9" background "#181b1f"
set output picture
set multiplot

grey = "#ccccdc"; lines = "#5794f2 #73bf69 #f2495c"
set border 3 linecolor rgb "#44474d"
file(panel) = plots . "/" . panel

# The numbers, side by side.
set lmargin at screen 0.02; set rmargin at screen 0.98; set bmargin at screen 0.83; set tmargin at screen 0.98
unset border; unset tics; unset key
set xrange [-0.5:4.5]; set yrange [0:3]
plot file("numbers") using 1:(2.4):2 with labels textcolor rgb grey, \
     "" using 1:(1.1):3 with labels textcolor rgb "#73bf69" font ",15"

# The tables, line by line.
set title textcolor rgb grey
set xrange [0:1]; set yrange [8:-0.5]
set bmargin at screen 0.47; set tmargin at screen 0.76
set lmargin at screen 0.03; set rmargin at screen 0.66
set title "Runs that failed"
plot file("Runs that failed") using (0):0:1 with labels left textcolor rgb grey font "DejaVu Sans Mono,9"
set lmargin at screen 0.68; set rmargin at screen 0.98
set title "Homes without a fresh reading"
plot file("Homes without a fresh reading") using (0):0:1 with labels left textcolor rgb grey font "DejaVu Sans Mono,9"
set lmargin at screen 0.78
set bmargin at screen 0.07; set tmargin at screen 0.37
set title "Versions"
plot file("Versions") using (0):0:1 with labels left textcolor rgb grey font "DejaVu Sans Mono,9"

set border 3
set tics textcolor rgb grey nomirror out
set grid ytics linecolor rgb "#2c3036" linetype 1
set key inside bottom right horizontal textcolor rgb grey samplen 1
set xdata time; set timefmt "%s"; set format x "%H:%M"
set xrange [begin:begin + 86400]; set xtics 21600
set autoscale y; set yrange [0:*]; set offsets graph 0, 0, 0.25, 0
set lmargin at screen 0.04; set rmargin at screen 0.36
set title "Homes over time"
plot for [i=0:1] file("Homes over time") index i using 1:2 with steps linecolor rgb word(lines, i + 1) title columnheader(1)
set lmargin at screen 0.42; set rmargin at screen 0.74
set yrange [0:2]; set ytics 1
set title "Causes over time"
plot file("Causes over time") index 0 using 1:2 with steps linecolor rgb word(lines, 3) linewidth 3 title columnheader(1)
unset multiplot
