// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QToolButton>

namespace phi1 {

/// Shows what is chosen (swatch or icon, name, an aside in a lighter ink) and opens the choice: an
/// input with a chevron. The aside gives way before the name does.
class ChoiceButton final : public QToolButton
{
    Q_OBJECT
public:
    /// @param purpose  "Checkpoint", before the choice in its accessible name
    explicit ChoiceButton(const QString &purpose, QWidget *parent = nullptr);

    void setSwatch(const QColor &color);      ///< an invalid colour hides it
    void setChoiceIcon(const QString &name);  ///< of the theme
    void setPlaceholder(const QString &text); ///< while nothing is chosen
    void setChoice(const QString &name, const QString &aside = {});
    void setProblem(const QString &sentence); ///< error outline and tool tip; "" = fine
    void setPreferredWidth(int width);        ///< at a 13 px font
    QRect globalArea() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();

    QString m_purpose, m_name, m_aside, m_placeholder, m_problem, m_iconName;
    QColor m_swatch;
    int m_width = 196;
};

} // namespace phi1
